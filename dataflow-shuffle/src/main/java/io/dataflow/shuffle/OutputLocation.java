package io.dataflow.shuffle;

/**
 * Where an output can be fetched. The address means something to the {@link BlockFetcher} alone.
 *
 * @param recordCount of all partitions together
 * @param byteCount of all partitions together, as they are read
 */
public record OutputLocation(String address, OutputId id, int regionCount, long recordCount, long byteCount) {}
