package io.dataflow.examples.tpch;

import static io.dataflow.api.aggregate.Aggregators.sumLong;

import io.dataflow.api.Dataset;
import io.dataflow.api.Pair;
import io.dataflow.api.text.Text;
import java.time.LocalDate;

/** Volume shipping: the revenue from goods shipped between two nations, each way and year. */
final class Query7 {
    private static final Text FRANCE = Text.of("FRANCE");
    private static final Text GERMANY = Text.of("GERMANY");
    private static final LocalDate FIRST_DAY = LocalDate.of(1995, 1, 1);
    private static final LocalDate LAST_DAY = LocalDate.of(1996, 12, 31);

    private Query7() {}

    record Shipped(long orderKey, int suppKey, int year, @Decimal(4) long revenue) {}

    record Exported(Shipped item, Text from) {}

    record Placed(long orderKey, Text to) {}

    record Volume(Way way, @Decimal(4) long revenue) {}

    record Way(Text from, Text to, int year) {}

    record Row(Way way, @Decimal(4) long revenue) {}

    static Dataset<Row> rows(Tables tables) {
        Dataset<Nation> nations = tables.nations()
                .filter(nation -> nation.name().equals(FRANCE) || nation.name().equals(GERMANY));
        Dataset<Pair<Supplier, Nation>> suppliers =
                tables.suppliers().join(nations).on(Supplier::nationKey, Nation::nationKey);
        Dataset<Pair<Customer, Nation>> customers =
                tables.customers().join(nations).on(Customer::nationKey, Nation::nationKey);
        Dataset<Placed> orders = tables.orders()
                .join(customers)
                .on(
                        Order::custKey,
                        pair -> pair.first().custKey(),
                        (order, pair) ->
                                new Placed(order.orderKey(), pair.second().name()));
        return tables.lineItems()
                .filter(item ->
                        !item.shipDate().isBefore(FIRST_DAY) && !item.shipDate().isAfter(LAST_DAY))
                .map(item -> new Shipped(
                        item.orderKey(), item.suppKey(), item.shipDate().getYear(), item.revenue()))
                .join(suppliers)
                .on(
                        Shipped::suppKey,
                        pair -> pair.first().suppKey(),
                        (item, pair) -> new Exported(item, pair.second().name()))
                .join(orders)
                .on(
                        exported -> exported.item().orderKey(),
                        Placed::orderKey,
                        (exported, order) -> new Volume(
                                new Way(
                                        exported.from(),
                                        order.to(),
                                        exported.item().year()),
                                exported.item().revenue()))
                .filter(volume -> !volume.way().from().equals(volume.way().to()))
                .groupBy(Volume::way)
                .aggregate(sumLong(Volume::revenue), Row::new)
                .sortBy(row -> row.way().from())
                .thenBy(row -> row.way().to())
                .thenBy(row -> row.way().year());
    }
}
