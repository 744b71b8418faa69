package io.dataflow.shuffle;

/**
 * Where an output can be fetched. The address means something to the {@link BlockFetcher} alone.
 *
 * @param recordCount of all partitions together
 */
public record OutputLocation(String address, OutputId id, int regionCount, long recordCount) {}
