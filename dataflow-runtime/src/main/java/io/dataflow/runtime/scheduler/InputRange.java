package io.dataflow.runtime.scheduler;

import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * What part of its inputs a task reads. A range of partitions, keys or outputs narrows the hashed, sorted or whole inputs;
 * inputs that are {@link ExchangeKind.Single} are always read whole.
 */
public sealed interface InputRange {
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
     */
    record Share(int partition, int side, int from, int to) implements InputRange {
        public Share {
            if (partition < 0 || side < 0 || from < 0 || to <= from) {
                throw new IllegalArgumentException("Outputs from " + from + " to " + to + " of side " + side
                        + " are no share of partition " + partition);
            }
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
