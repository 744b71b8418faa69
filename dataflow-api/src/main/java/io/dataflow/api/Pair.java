package io.dataflow.api;

/** Two values. Components may be null where their producer says so. */
public record Pair<A, B>(A first, B second) {

    public static <A, B> Pair<A, B> of(A first, B second) {
        return new Pair<>(first, second);
    }

    /** {@code (first, second)}. */
    @Override
    public String toString() {
        return "(" + first + ", " + second + ")";
    }
}
