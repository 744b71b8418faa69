package io.dataflow.runtime.scheduler;

import java.io.Serializable;

/**
 * A key of a sorted output, standing for {@code weight} bytes of records around it. Borrows the key; nobody changes it.
 */
@SuppressWarnings("ArrayRecordComponent")
public record Sample(byte[] key, long weight) implements Serializable {
    public Sample {
        if (weight < 0) {
            throw new IllegalArgumentException("A sample stands for at least 0 bytes, not " + weight);
        }
    }
}
