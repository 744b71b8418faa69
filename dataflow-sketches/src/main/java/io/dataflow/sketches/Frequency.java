package io.dataflow.sketches;

/**
 * How often a value occurs.
 *
 * @param atLeast occurrences; as many as counted
 * @param atMost occurrences; equal to {@code atLeast} where the count is exact
 * @param <V> the value
 */
public record Frequency<V>(V value, long atLeast, long atMost) {}
