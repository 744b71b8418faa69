package io.dataflow.files;

import io.dataflow.api.io.RawLines;
import io.dataflow.api.text.Text;
import java.io.IOException;
import java.io.Reader;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Gives the parser one line at a time, each byte as one character, so that it is known at any time which lines a record is
 * made of. That makes errors point at a line, and lets the reading go on behind a record that is malformed.
 */
final class CsvLines extends Reader {
    private static final int UNSET = -1;

    private final RawLines lines;
    private final CsvOptions options;

    /** Lines to be read again, since a record that should have had them was malformed. */
    private final Deque<Line> again = new ArrayDeque<>();

    /** Of the record that is being parsed. */
    private final List<Line> ofRecord = new ArrayList<>();

    private long recordBytes;
    private @Nullable Line next;
    private int nextFrom = UNSET;
    private @Nullable Line last;

    CsvLines(RawLines lines, CsvOptions options) {
        this.lines = lines;
        this.options = options;
    }

    /** A line of the input, the bytes that end it included. */
    record Line(byte[] bytes, int start, int textEnd, int end, long position, long number) {
        Text text() {
            return Text.of(bytes, start, textEnd - start);
        }
    }

    /** Makes sure that the parser finds a line; false at the end of the input. */
    boolean prepare() throws IOException {
        if (next == null) {
            next = again.poll();
        }
        if (next == null && lines.next()) {
            next = new Line(
                    lines.bytes(), lines.start(), lines.textEnd(), lines.end(), lines.position(), lines.lineNumber());
        }
        if (next != null && nextFrom == UNSET) {
            nextFrom = next.start();
        }
        return next != null;
    }

    /** Passes the line that is prepared by, all of it or what is left. */
    void dropPrepared() {
        next = null;
        nextFrom = UNSET;
    }

    Line prepared() {
        assert next != null;
        return next;
    }

    /** Begins a file: what is prepared begins {@code bytes} later. */
    void dropBytes(int bytes) {
        nextFrom = prepared().start() + bytes;
    }

    void beginRecord() {
        ofRecord.clear();
        recordBytes = 0;
    }

    /** The line in which the record began. */
    Line firstLine() {
        Line first = ofRecord.isEmpty() ? last : ofRecord.get(0);
        assert first != null;
        return first;
    }

    /** After a malformed record: its first line is given up, the others are lines of other records. */
    void giveUpFirstLine() {
        if (isBegun()) {
            dropPrepared();
        }
        if (next != null) {
            again.push(next);
            dropPrepared();
        }
        for (int i = ofRecord.size() - 1; i > 0; i--) {
            again.push(ofRecord.get(i));
        }
        ofRecord.clear();
    }

    private boolean isBegun() {
        return next != null && nextFrom > next.start();
    }

    /** Whether a good deal of input is dealt with, and something else can be looked after. */
    boolean atBatchEnd() {
        return lines.atBatchEnd() && again.isEmpty();
    }

    @Override
    public int read(char[] characters, int offset, int length) throws IOException {
        boolean wantsAnotherLine = !ofRecord.isEmpty() && !isBegun();
        if ((wantsAnotherLine && !options.multiline()) || !prepare()) {
            return -1;
        }
        Line line = prepared();
        if (ofRecord.isEmpty() || ofRecord.get(ofRecord.size() - 1) != line) {
            ofRecord.add(line);
        }
        last = line;
        int count = Math.min(length, line.end() - nextFrom);
        recordBytes += count;
        if (recordBytes > options.maxRecordBytes()) {
            throw new RecordTooLargeException();
        }
        for (int i = 0; i < count; i++) {
            characters[offset + i] = (char) (line.bytes()[nextFrom + i] & 0xFF);
        }
        nextFrom += count;
        if (nextFrom == line.end()) {
            dropPrepared();
        }
        return count;
    }

    @Override
    public void close() {}

    /** Caught by the reader that asked for the record. */
    static final class RecordTooLargeException extends IOException {
        private static final long serialVersionUID = 1L;
    }
}
