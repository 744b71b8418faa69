package io.dataflow.runtime.scheduler;

import java.io.Serializable;

/** How the output of a stage is laid out for its consumers. */
public sealed interface ExchangeKind extends Serializable {
    /** The most partitions of one output: one per key group. */
    int MAX_PARTITIONS = 32_768;

    /** Partitioned by the hash of the key. */
    record Hashed(int partitionCount) implements ExchangeKind {
        public Hashed {
            if (partitionCount < 1 || partitionCount > MAX_PARTITIONS) {
                throw new IllegalArgumentException(
                        "Partition count must be from 1 to " + MAX_PARTITIONS + ", not " + partitionCount);
            }
        }
    }

    /** One partition of sorted regions, read by ranges of keys. */
    record Sorted() implements ExchangeKind {}

    /** One partition, read whole, concatenated in the order of the producing tasks. */
    record Single() implements ExchangeKind {}

    /** One partition, each read whole by one task: a task takes neighbouring outputs, in the order of the producing tasks. */
    record Whole() implements ExchangeKind {}

    /** The length of the size arrays that outputs of this kind report. */
    default int sizeCount() {
        return this instanceof Hashed hashed ? hashed.partitionCount() : 1;
    }
}
