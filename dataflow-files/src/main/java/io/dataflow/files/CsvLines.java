package io.dataflow.files;

import io.dataflow.api.io.RawLines;
import io.dataflow.api.text.Text;
import java.io.IOException;
import java.io.Reader;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
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
    private boolean freshParser = true;
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
        return Objects.requireNonNull(next, "no line is prepared");
    }

    /** Begins a file: what is prepared begins {@code bytes} later. */
    void dropBytes(int bytes) {
        nextFrom = prepared().start() + bytes;
    }

    /** A parser begins, with nothing read yet. */
    void beginParser() {
        ofRecord.clear();
        recordBytes = 0;
        freshParser = true;
    }

    /** A record begins. The parser says so before it reads, but for its first one, of which it has read a line by then. */
    void beginRecord() {
        boolean readAhead = freshParser && !ofRecord.isEmpty();
        freshParser = false;
        if (!readAhead) {
            ofRecord.clear();
            recordBytes = 0;
        }
    }

    /** The line in which the record began. */
    Line firstLine() {
        return ofRecord.isEmpty() ? Objects.requireNonNull(last, "no line was read") : ofRecord.get(0);
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

    /** The parser ends a record at a carriage return by itself, too; it gets no more than one record's bytes at a time. */
    private int partEnd(Line line) {
        byte[] bytes = line.bytes();
        for (int i = nextFrom; i < line.textEnd(); i++) {
            if (bytes[i] == '\r') {
                return i + 1;
            }
        }
        return line.end();
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
        if (ofRecord.isEmpty() || ofRecord.get(ofRecord.size() - 1).position() != line.position()) {
            ofRecord.add(line);
        }
        last = line;
        int count = Math.min(length, partEnd(line) - nextFrom);
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
