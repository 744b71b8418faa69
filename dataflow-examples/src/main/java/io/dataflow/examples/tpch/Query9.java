package io.dataflow.examples.tpch;

import static io.dataflow.api.Order.DESCENDING;
import static io.dataflow.api.aggregate.Aggregators.sumLong;

import io.dataflow.api.Dataset;
import io.dataflow.api.Pair;
import io.dataflow.api.text.Text;

/** Product type profit: what was earned with parts of one colour, by nation of the supplier and year. */
final class Query9 {
    private static final Text COLOUR = Text.of("green");

    private Query9() {}

    record Offer(int partKey, int suppKey) {}

    record Item(long orderKey, Offer offer, @Decimal(2) long quantity, @Decimal(4) long revenue) {}

    record Profit(long orderKey, int suppKey, @Decimal(4) long amount) {}

    record Dated(int suppKey, int year, @Decimal(4) long amount) {}

    record NationYear(Text nation, int year) {}

    record Row(NationYear nationYear, @Decimal(4) long profit) {}

    static Dataset<Row> rows(Tables tables) {
        Dataset<Pair<Supplier, Nation>> suppliers =
                tables.suppliers().join(tables.nations()).on(Supplier::nationKey, Nation::nationKey);
        Dataset<Part> parts = tables.parts().filter(part -> part.name().contains(COLOUR));
        return tables.lineItems()
                .map(item -> new Item(
                        item.orderKey(), new Offer(item.partKey(), item.suppKey()), item.quantity(), item.revenue()))
                .semiJoin(parts)
                .on(item -> item.offer().partKey(), Part::partKey)
                .join(tables.partSuppliers())
                .on(
                        Item::offer,
                        part -> new Offer(part.partKey(), part.suppKey()),
                        (item, part) -> new Profit(
                                item.orderKey(), part.suppKey(), item.revenue() - part.supplyCost() * item.quantity()))
                .join(tables.orders())
                .on(
                        Profit::orderKey,
                        Order::orderKey,
                        (profit, order) ->
                                new Dated(profit.suppKey(), order.orderDate().getYear(), profit.amount()))
                .join(suppliers)
                .on(Dated::suppKey, pair -> pair.first().suppKey())
                .groupBy(pair -> new NationYear(
                        pair.second().second().name(), pair.first().year()))
                .aggregate(sumLong(pair -> pair.first().amount()), Row::new)
                .sortBy(row -> row.nationYear().nation())
                .thenBy(row -> row.nationYear().year(), DESCENDING);
    }
}
