package io.dataflow.files;

import io.dataflow.api.failure.DataflowException;
import io.dataflow.api.failure.FailureKind;
import io.dataflow.api.function.Action;
import io.dataflow.api.io.FileSplit;
import io.dataflow.api.io.RawLines;
import io.dataflow.api.text.Text;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Applies the policy to the bad records of one split. Confined to its task's thread. */
final class BadRecordCounter {
    private static final Logger LOG = LoggerFactory.getLogger(BadRecordCounter.class);

    private final FileSplit split;
    private final BadRecords policy;
    private long count;
    private @Nullable BadRecord first;

    /** Lines of the file before the first of this split; -1 until somebody wants to know. */
    private long linesBefore = -1;

    BadRecordCounter(FileSplit split, BadRecords policy) {
        this.split = split;
        this.policy = policy;
    }

    /** Returns when the record is to be left out. {@code lineInSplit} is from 1. */
    void add(long lineInSplit, String column, String problem, Text line) throws Exception {
        BadRecord bad = new BadRecord(split.path(), linesBefore() + lineInSplit, column, problem, shortened(line));
        count++;
        if (count > policy.limit()) {
            throw failure(bad);
        }
        if (first == null) {
            first = bad;
        }
        Action<BadRecord> action = policy.action();
        if (action != null) {
            action.accept(bad);
        }
    }

    private DataflowException failure(BadRecord bad) {
        String remedy = policy.limit() == 0
                ? "; correct the file, or say with onBad(BadRecords.skip(...)) how many such records may be left out"
                : "; " + policy.limit() + " bad records of this split were left out before it, and no more may be";
        return new DataflowException(FailureKind.BAD_DATA, bad + remedy);
    }

    /** Counted only now, because no line number is wanted unless something is wrong. */
    private long linesBefore() throws IOException {
        if (linesBefore < 0) {
            linesBefore = 0;
            if (split.start() > 0) {
                FileSplit before =
                        new FileSplit(split.path(), 0, split.start(), split.fileBytes(), split.compression());
                try (RawLines lines = RawLines.open(before, RecordLimits.MAX_BYTES)) {
                    while (lines.next()) {
                        linesBefore++;
                    }
                }
            }
        }
        return linesBefore;
    }

    /** One line of printable characters, whatever the file holds: it goes to logs and terminals. */
    static String shortened(Text line) {
        // Four bytes are one character or more.
        int bytes = Math.min(line.length(), 4 * BadRecord.MAX_TEXT_CHARACTERS);
        String text = line.slice(0, bytes).toString().replaceAll("\\p{Cntrl}", "\uFFFD");
        boolean whole = bytes == line.length() && text.length() <= BadRecord.MAX_TEXT_CHARACTERS;
        return whole ? text : text.substring(0, Math.min(text.length(), BadRecord.MAX_TEXT_CHARACTERS)) + "...";
    }

    void close() {
        if (first != null) {
            LOG.warn(
                    "{} from offset {}: {} bad records were left out, the first: {}",
                    split.path(),
                    split.start(),
                    count,
                    first);
        }
    }
}
