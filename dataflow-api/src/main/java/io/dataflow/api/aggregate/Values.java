package io.dataflow.api.aggregate;

import org.jspecify.annotations.Nullable;

/** What functions of the program return to aggregators: never null, and compared by its natural order. */
final class Values {
    private Values() {}

    /** What was taken from a record. */
    static <V> V ofRecord(Object aggregator, @Nullable V value) {
        if (value == null) {
            throw new NullPointerException(aggregator
                    + ": the value of a record is null; leave such records out with filtering(...), or give them one");
        }
        return value;
    }

    /** What another aggregator accumulated. */
    static <A> A accumulated(Object aggregator, @Nullable A accumulator) {
        if (accumulator == null) {
            throw new NullPointerException(aggregator + " returned null; accumulators never are");
        }
        return accumulator;
    }

    /** With {@code Comparable<? super V>} as its bound, javac would not infer what a lambda's parameter is. */
    @SuppressWarnings("unchecked") // natural orders compare values of their own type
    static <V extends Comparable<?>> int compare(V left, V right) {
        return ((Comparable<V>) left).compareTo(right);
    }
}
