package io.dataflow.shuffle;

import io.dataflow.shuffle.sort.Run;

/** Records one at a time, in place: the slices are valid until the following {@link #next}. Confined to one thread. */
public interface RecordReader extends Run {}
