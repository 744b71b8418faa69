package io.dataflow.api;

/**
 * Two values. Components may be null where their producer says so.
 *
 * <pre>{@code
 * Pair<String, Integer> page = Pair.of("index.html", 200);
 * Dataset<String> names = customers.groupBy(Customer::nation).count().map(Pair::first);
 * }</pre>
 *
 * @param <A> the first value
 * @param <B> the second value
 */
public record Pair<A, B>(A first, B second) {

    /** As the constructor, with types that are inferred: {@code Pair.of("a", 1)}. */
    public static <A, B> Pair<A, B> of(A first, B second) {
        return new Pair<>(first, second);
    }

    /** {@code (first, second)}. */
    @Override
    public String toString() {
        return "(" + first + ", " + second + ")";
    }
}
