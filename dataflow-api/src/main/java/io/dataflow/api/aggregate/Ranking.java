package io.dataflow.api.aggregate;

import io.dataflow.api.function.Fn1;
import java.io.Serializable;

/**
 * Which of two records is better: the one with the greater value, or with the less.
 *
 * @param name of the aggregator that ranks
 */
record Ranking<T, V extends Comparable<?>>(String name, Fn1<? super T, ? extends V> value, boolean greatestFirst)
        implements Serializable {
    private static final long serialVersionUID = 1L;

    V valueOf(T record) throws Exception {
        return Values.ofRecord(name, value.apply(record));
    }

    /** Whether {@code left} is better, not just as good. */
    boolean isBetter(V left, V right) {
        int order = Values.compare(left, right);
        return greatestFirst ? order > 0 : order < 0;
    }
}
