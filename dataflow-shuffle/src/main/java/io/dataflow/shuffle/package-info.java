/**
 * The doors of the shuffle: writers take records by partition, outputs are published in a store, readers get them back.
 *
 * <p>Read {@link io.dataflow.shuffle.ShuffleWriter} and {@link io.dataflow.shuffle.ShuffleOutput} first. This package
 * must not know jobs, plans or the network.
 */
@NullMarked
package io.dataflow.shuffle;

import org.jspecify.annotations.NullMarked;
