package io.dataflow.runtime.operator;

import io.dataflow.shuffle.RecordReader;
import java.io.IOException;

/** Reads records and now and then looks whether to go on. */
final class ReadLoop implements AutoCloseable {
    private static final int LOOK_EVERY_RECORDS = 4_096;

    private final RecordReader reader;
    private final TaskContext context;
    private final Totals totals;
    private int untilLook = LOOK_EVERY_RECORDS;

    /** What one task has read, over all its readers. */
    static final class Totals {
        private long records;
        private long bytes;
    }

    ReadLoop(RecordReader reader, TaskContext context, Totals totals) {
        this.reader = reader;
        this.context = context;
        this.totals = totals;
    }

    RecordReader reader() {
        return reader;
    }

    boolean next() throws IOException {
        if (context.stopped() || !reader.next()) {
            report();
            return false;
        }
        totals.records++;
        totals.bytes += (long) reader.keyLength() + reader.valueLength();
        if (--untilLook == 0) {
            untilLook = LOOK_EVERY_RECORDS;
            context.checkCancelled();
            report();
        }
        return true;
    }

    private void report() {
        context.counters().read(totals.records, totals.bytes);
    }

    @Override
    public void close() {
        reader.close();
    }
}
