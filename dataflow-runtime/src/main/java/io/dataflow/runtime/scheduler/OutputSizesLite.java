package io.dataflow.runtime.scheduler;

import java.io.Serializable;
import java.util.List;

/**
 * What the scheduler needs to know of a committed output: exact bytes per partition (one figure unless it is hashed),
 * key samples if it is sorted, and a hash of its records that does not depend on their order.
 */
@SuppressWarnings("ArrayRecordComponent")
public record OutputSizesLite(
        int regionCount, long[] partitionBytes, long records, List<Sample> samples, long contentHash)
        implements Serializable {
    public OutputSizesLite {
        samples = List.copyOf(samples);
    }

    public long totalBytes() {
        long total = 0;
        for (long bytes : partitionBytes) {
            total += bytes;
        }
        return total;
    }
}
