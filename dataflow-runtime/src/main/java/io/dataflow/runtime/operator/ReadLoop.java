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

    /** Of one task, what its readers have read. */
    static final class Totals {
        private final boolean counted;
        private long records;
        private long bytes;

        private Totals(boolean counted) {
            this.counted = counted;
        }

        /** Of what other tasks wrote. */
        static Totals ofInput() {
            return new Totals(true);
        }

        /** Of what the task itself wrote to disk and reads again, which is nobody's input. */
        static Totals ofSpilled() {
            return new Totals(false);
        }
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
        if (totals.counted) {
            context.counters().read(totals.records, totals.bytes);
        }
    }

    @Override
    public void close() {
        reader.close();
    }
}
