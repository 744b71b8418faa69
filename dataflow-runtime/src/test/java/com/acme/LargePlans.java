package com.acme;

import io.dataflow.api.Dataset;
import io.dataflow.api.Session;
import java.util.List;

/** Plans of many operators. */
public final class LargePlans {
    private LargePlans() {}

    public static Dataset<Long> chain(Session session, int length) {
        Dataset<Long> numbers = session.range(0, 100);
        for (int i = 0; i < length; i++) {
            numbers = numbers.map(number -> number + 1);
        }
        return numbers;
    }

    /** Of operators that take more of the stack than a map does. */
    public static Dataset<Long> deepChain(Session session, int length) {
        Dataset<Long> numbers = session.range(0, 100);
        for (int i = 0; i < length; i++) {
            numbers = numbers.flatMap(number -> List.of(number));
        }
        return numbers;
    }

    public static Dataset<Long> union(Session session, int inputs) {
        Dataset<Long> numbers = session.range(0, 1);
        for (int i = 1; i < inputs; i++) {
            numbers = numbers.union(session.range(i, i + 1));
        }
        return numbers;
    }

    public static Dataset<Long> exchanges(Session session, int count) {
        Dataset<Long> numbers = session.range(0, 100);
        for (int i = 0; i < count; i++) {
            numbers = numbers.map(number -> number + 1).distinct();
        }
        return numbers;
    }
}
