package io.dataflow.examples.tpch;

import static io.dataflow.api.aggregate.Aggregators.count;
import static io.dataflow.api.aggregate.Aggregators.filtering;

import io.dataflow.api.Dataset;
import io.dataflow.api.text.Text;
import java.util.Set;

/** Shipping modes and order priority: whether cheap ways of shipping made urgent orders late. */
final class Query12 {
    private static final Set<Text> MODES = Set.of(Text.of("MAIL"), Text.of("SHIP"));
    private static final Set<Text> HIGH = Set.of(Text.of("1-URGENT"), Text.of("2-HIGH"));
    private static final Days YEAR = Days.ofYear(1994);

    private Query12() {}

    record Late(long orderKey, Text mode) {}

    record Shipped(Text mode, boolean high) {}

    record Row(Text mode, long highCount, long lowCount) {}

    static Dataset<Row> rows(Tables tables) {
        Dataset<Late> late = tables.lineItems()
                .filter(item -> MODES.contains(item.shipMode())
                        && item.isLate()
                        && item.shipDate().isBefore(item.commitDate())
                        && YEAR.include(item.receiptDate()))
                .map(item -> new Late(item.orderKey(), item.shipMode()));
        return tables.orders()
                .join(late)
                .on(
                        Order::orderKey,
                        Late::orderKey,
                        (order, item) -> new Shipped(item.mode(), HIGH.contains(order.priority())))
                .groupBy(Shipped::mode)
                .aggregate(filtering(Shipped::high, count()), filtering(shipped -> !shipped.high(), count()), Row::new)
                .sortBy(Row::mode);
    }
}
