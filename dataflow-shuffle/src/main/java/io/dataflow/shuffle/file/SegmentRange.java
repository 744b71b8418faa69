package io.dataflow.shuffle.file;

/** Whole blocks next to each other in a spill file, and the records in them. */
public record SegmentRange(long offset, long lengthBytes, long recordCount) {}
