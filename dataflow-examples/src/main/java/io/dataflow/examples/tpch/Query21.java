package io.dataflow.examples.tpch;

import static io.dataflow.api.Order.DESCENDING;
import static io.dataflow.api.aggregate.Aggregators.count;
import static io.dataflow.api.aggregate.Aggregators.filtering;
import static io.dataflow.api.aggregate.Aggregators.max;
import static io.dataflow.api.aggregate.Aggregators.min;
import static io.dataflow.api.aggregate.Aggregators.optional;
import static io.dataflow.api.aggregate.Aggregators.sumLong;

import io.dataflow.api.Dataset;
import io.dataflow.api.text.Text;
import java.util.Optional;

/** Suppliers who kept orders waiting: those who alone were late, in orders that several suppliers had a part in. */
final class Query21 {
    private static final Text NATION = Text.of("SAUDI ARABIA");
    private static final Text FINISHED = Text.of("F");

    private Query21() {}

    record Item(long orderKey, int suppKey, boolean late) {}

    /** The least and the greatest supplier tell whether there are several. */
    record Suppliers(
            long orderKey,
            int first,
            int last,
            Optional<Integer> firstLate,
            Optional<Integer> lastLate,
            long lateCount) {
        boolean waitForOne() {
            return first != last && firstLate.isPresent() && firstLate.equals(lastLate);
        }
    }

    record Waiting(int suppKey, long count) {}

    record Row(Text name, long waitingCount) {}

    static Dataset<Row> rows(Tables tables) {
        return tables.lineItems()
                .map(item -> new Item(item.orderKey(), item.suppKey(), item.isLate()))
                .groupBy(Item::orderKey)
                .aggregate(
                        min(Item::suppKey),
                        max(Item::suppKey),
                        filtering(Item::late, optional(min(Item::suppKey))),
                        filtering(Item::late, optional(max(Item::suppKey))),
                        filtering(Item::late, count()),
                        Suppliers::new)
                .filter(Suppliers::waitForOne)
                .semiJoin(tables.orders().filter(order -> order.status().equals(FINISHED)))
                .on(Suppliers::orderKey, Order::orderKey)
                .map(order -> new Waiting(order.firstLate().orElseThrow(), order.lateCount()))
                .join(tables.suppliersIn(NATION))
                .on(Waiting::suppKey, Supplier::suppKey)
                .groupBy(pair -> pair.second().name())
                .aggregate(sumLong(pair -> pair.first().count()), Row::new)
                .sortBy(Row::waitingCount, DESCENDING)
                .thenBy(Row::name)
                .limit(100);
    }
}
