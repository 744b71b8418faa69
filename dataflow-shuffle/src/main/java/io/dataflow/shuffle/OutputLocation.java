package io.dataflow.shuffle;

/**
 * Where an output can be fetched. The address means something to the {@link BlockFetcher} alone.
 *
 * @param recordCount of all partitions together
 * @param byteCount of all partitions together, as they are read
 * @param contentHash of all records, in whatever order they are: two attempts with the same one wrote the same records
 */
public record OutputLocation(
        String address, OutputId id, int regionCount, long recordCount, long byteCount, long contentHash) {}
