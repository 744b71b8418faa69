package io.dataflow.runtime.operator;

import io.dataflow.runtime.scheduler.InputRange;
import io.dataflow.shuffle.RecordReader;
import io.dataflow.shuffle.hash.KeyHash;
import java.io.IOException;

/** Reads records and now and then looks whether to go on. */
final class ReadLoop implements AutoCloseable {
    private static final int LOOK_EVERY_RECORDS = 4_096;

    private final RecordReader reader;
    private final TaskContext context;
    private final Totals totals;
    private final InputRange.Stripe stripe;
    private int untilLook = LOOK_EVERY_RECORDS;

    /** Of one task, what its readers have read. */
    static final class Totals {
        private final boolean counted;
        private long records;
        private long bytes;
        private long reportedRecords;
        private long reportedBytes;

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
        this(reader, context, totals, InputRange.Stripe.ALL);
    }

    /** Passes by the records that are not of the stripe, and does not count them. */
    ReadLoop(RecordReader reader, TaskContext context, Totals totals, InputRange.Stripe stripe) {
        this.reader = reader;
        this.context = context;
        this.totals = totals;
        this.stripe = stripe;
    }

    /** Whether it stops at each record that the reader comes to. */
    boolean takesAll() {
        return stripe.takesAll();
    }

    RecordReader reader() {
        return reader;
    }

    boolean next() throws IOException {
        do {
            if (context.stopped() || !reader.next()) {
                report();
                return false;
            }
            if (--untilLook == 0) {
                untilLook = LOOK_EVERY_RECORDS;
                context.checkCancelled();
                report();
            }
        } while (!stripe.takesAll() && !stripe.takes(hash()));
        totals.records++;
        totals.bytes += (long) reader.keyLength() + reader.valueLength();
        return true;
    }

    private long hash() {
        return KeyHash.of(reader.bytes(), reader.keyOffset(), reader.keyLength())
                + KeyHash.of(reader.bytes(), reader.valueOffset(), reader.valueLength());
    }

    private void report() {
        if (totals.counted) {
            context.counters().readMore(totals.records - totals.reportedRecords, totals.bytes - totals.reportedBytes);
            totals.reportedRecords = totals.records;
            totals.reportedBytes = totals.bytes;
        }
    }

    @Override
    public void close() {
        reader.close();
    }
}
