/**
 * Order in memory and across runs: keys as unsigned bytes, equal keys in the order they came.
 *
 * <p>Read {@link io.dataflow.shuffle.sort.RecordArena} first. This package must not know files, blocks or partitions.
 */
@NullMarked
package io.dataflow.shuffle.sort;

import org.jspecify.annotations.NullMarked;
