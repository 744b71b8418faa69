package io.dataflow.runtime.scheduler;

import java.io.Serializable;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * What part of its inputs a task reads. A range of partitions, keys or outputs narrows the hashed, sorted or whole inputs;
 * inputs that are {@link ExchangeKind.Single} are always read whole.
 */
public sealed interface InputRange extends Serializable {
    /** Everything; for tasks without inputs as well. */
    record All() implements InputRange {}

    /** The partitions from {@code from} up to but without {@code to}. */
    record Partitions(int from, int to) implements InputRange {
        public Partitions {
            if (from < 0 || to <= from) {
                throw new IllegalArgumentException("Partitions from " + from + " to " + to + " are no range");
            }
        }
    }

    /** The outputs from {@code from} up to but without {@code to}, those of all {@link ExchangeKind.Whole} inputs in a row. */
    record Outputs(int from, int to) implements InputRange {
        public Outputs {
            if (from < 0 || to <= from) {
                throw new IllegalArgumentException("Outputs from " + from + " to " + to + " are no range");
            }
        }
    }

    /**
     * One partition, of which other tasks read other outputs of a side: those from {@code from} up to but without
     * {@code to}, of all inputs of the side in a row. Of the inputs that are not of the side, the partition of all outputs.
     *
     * @param side the place of the side in {@link StageSpec#sides}
     * @param stripe which of the records of these outputs
     */
    record Share(int partition, int side, int from, int to, Stripe stripe) implements InputRange {
        public Share {
            if (partition < 0 || side < 0 || from < 0 || to <= from) {
                throw new IllegalArgumentException("Outputs from " + from + " to " + to + " of side " + side
                        + " are no share of partition " + partition);
            }
        }

        /** All records of these outputs. */
        public Share(int partition, int side, int from, int to) {
            this(partition, side, from, to, Stripe.ALL);
        }
    }

    /**
     * Of records that several tasks read, those that one of them takes: a hash of all their bytes says whose they are, so that
     * an output that was computed anew, with the same records in another order, is divided as before.
     *
     * @param number which of the stripes, from 0
     * @param count how many there are, up to {@link #MAX_COUNT}; of one, that takes all records
     */
    record Stripe(int number, int count) implements Serializable {
        /**
         * Each task reads all records to take its part. Where that costs an eighth of joining them, so many tasks spend as much
         * on what they pass by as on what they take, and more would spare little and read much.
         */
        public static final int MAX_COUNT = 8;

        public static final Stripe ALL = new Stripe(0, 1);

        public Stripe {
            if (number < 0 || number >= count || count > MAX_COUNT) {
                throw new IllegalArgumentException("There is no stripe " + number + " of " + count);
            }
        }

        public boolean takesAll() {
            return count == 1;
        }

        /** Whether a record with this hash is of the stripe; the high bits of the hash decide. */
        public boolean takes(long hash) {
            return (((hash >>> Integer.SIZE) * count) >>> Integer.SIZE) == number;
        }
    }

    /** The keys from {@code low} up to but without {@code high}, as unsigned bytes; null is the open end. */
    @SuppressWarnings("ArrayRecordComponent")
    record Keys(byte @Nullable [] low, byte @Nullable [] high) implements InputRange {
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Keys keys && Arrays.equals(low, keys.low) && Arrays.equals(high, keys.high);
        }

        @Override
        public int hashCode() {
            return 31 * Arrays.hashCode(low) + Arrays.hashCode(high);
        }

        @Override
        public String toString() {
            return "Keys[" + text(low) + ", " + text(high) + ")";
        }

        private static String text(byte @Nullable [] key) {
            return key == null ? "open" : HexFormat.of().formatHex(key);
        }
    }
}
