package io.dataflow.shuffle;

import java.util.List;

/**
 * Exact figures of one output.
 *
 * @param regionCount sorted runs or flushed regions; 0 when there are no records
 * @param partitionBytes record bytes per partition before compression; a sorted output has one partition
 * @param contentHash an order-independent hash of all (partition, key, value); see {@code ContentHash}
 * @param samples of a sorted output at most 128 keys in order, evenly spaced by bytes; else empty
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared; 10,000 partitions are not to be boxed.
public record OutputSizes(
        int regionCount, long[] partitionBytes, long[] partitionRecords, long contentHash, List<KeySample> samples) {
    public OutputSizes {
        samples = List.copyOf(samples);
    }
}
