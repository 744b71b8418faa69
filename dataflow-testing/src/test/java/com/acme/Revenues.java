package com.acme;

import io.dataflow.api.Dataset;
import io.dataflow.api.Order;
import io.dataflow.api.Pair;
import io.dataflow.api.Session;
import io.dataflow.api.aggregate.Aggregators;

/** The purchases of many customers, and what each of them has paid. */
public final class Revenues {
    private Revenues() {}

    public record Purchase(long id, int customer, long cents) {}

    public static Dataset<Purchase> purchases(Session session, long count) {
        return session.range(0, count).map(id -> new Purchase(id, (int) (id * 7_919 % 1_000), id % 100_000));
    }

    /** The work of several tasks on each worker, with an exchange between them. */
    public static Dataset<Pair<Integer, Long>> of(Session session, long count) {
        return purchases(session, count).groupBy(Purchase::customer).aggregate(Aggregators.sumLong(Purchase::cents));
    }

    /** More than the little memory of a worker has room for, several times over. */
    public static Dataset<Purchase> byPrice(Session session, long count) {
        return purchases(session, count)
                .sortBy(Purchase::cents, Order.DESCENDING)
                .thenBy(Purchase::id);
    }

    /** Sorted, as text. */
    public static Dataset<String> lines(Session session, long count) {
        return byPrice(session, count).map(Purchase::toString);
    }
}
