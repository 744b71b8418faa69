package io.dataflow.sketches;

/**
 * How often a value occurs.
 *
 * <pre>{@code
 * for (Frequency<String> host : hits.aggregate(approxMostFrequent(10, Hit::host))) {
 *     System.out.println(host.value() + " " + host.atLeast() + " to " + host.atMost());
 * }
 * }</pre>
 *
 * @param atLeast occurrences; as many as counted
 * @param atMost occurrences; equal to {@code atLeast} where the count is exact
 * @param <V> the value
 */
public record Frequency<V>(V value, long atLeast, long atMost) {}
