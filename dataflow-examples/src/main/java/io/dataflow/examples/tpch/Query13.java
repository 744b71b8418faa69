package io.dataflow.examples.tpch;

import static io.dataflow.api.Order.DESCENDING;

import io.dataflow.api.Dataset;
import io.dataflow.api.Pair;
import io.dataflow.api.text.Text;

/** Customer distribution: how many customers have how many orders, none included. */
final class Query13 {
    private static final Text SPECIAL = Text.of("special");
    private static final Text REQUESTS = Text.of("requests");

    private Query13() {}

    static Dataset<Pair<Long, Long>> rows(Tables tables) {
        Dataset<Pair<Integer, Long>> orderCounts = tables.orders()
                .filter(order -> !isSpecial(order.comment()))
                .groupBy(Order::custKey)
                .count();
        return tables.customers()
                .leftJoin(orderCounts)
                .on(Customer::custKey, Pair::first, (customer, counted) -> counted.map(Pair::second)
                        .orElse(0L))
                .groupBy(count -> count)
                .count()
                .sortBy(Pair::second, DESCENDING)
                .thenBy(Pair::first, DESCENDING);
    }

    /** Whether both words are there, in this order. */
    private static boolean isSpecial(Text comment) {
        int special = comment.indexOf(SPECIAL, 0);
        return special >= 0 && comment.indexOf(REQUESTS, special + SPECIAL.length()) >= 0;
    }
}
