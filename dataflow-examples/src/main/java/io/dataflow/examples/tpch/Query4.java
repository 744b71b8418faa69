package io.dataflow.examples.tpch;

import io.dataflow.api.Dataset;
import io.dataflow.api.Pair;
import io.dataflow.api.text.Text;

/** Order priority checking: how many orders of a quarter had a line item that came late. */
final class Query4 {
    private static final Days QUARTER = Days.ofMonths(1993, 7, 3);

    private Query4() {}

    static Dataset<Pair<Text, Long>> rows(Tables tables) {
        Dataset<Long> late = tables.lineItems().filter(LineItem::isLate).map(LineItem::orderKey);
        return tables.orders()
                .filter(order -> QUARTER.include(order.orderDate()))
                .semiJoin(late)
                .on(Order::orderKey, key -> key)
                .groupBy(Order::priority)
                .count()
                .sortBy(Pair::first);
    }
}
