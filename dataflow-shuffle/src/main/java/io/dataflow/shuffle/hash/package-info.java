/**
 * Hashes of key bytes, and open-addressing tables from serialized keys to state, every byte leased from a budget.
 *
 * <p>Read {@link io.dataflow.shuffle.hash.KeyHash} and {@link io.dataflow.shuffle.hash.LongGroupTable} first. This
 * package must not know blocks, files or what the state means.
 */
@NullMarked
package io.dataflow.shuffle.hash;

import org.jspecify.annotations.NullMarked;
