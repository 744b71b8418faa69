package io.dataflow.examples.tpch;

import static io.dataflow.api.aggregate.Aggregators.filtering;
import static io.dataflow.api.aggregate.Aggregators.sumLong;

import io.dataflow.api.Dataset;
import io.dataflow.api.Pair;
import io.dataflow.api.text.Text;
import java.time.LocalDate;

/** National market share: how much of what a region bought of a kind of part came from one nation, by year. */
final class Query8 {
    private static final Text REGION = Text.of("AMERICA");
    private static final Text NATION = Text.of("BRAZIL");
    private static final Text TYPE = Text.of("ECONOMY ANODIZED STEEL");
    private static final LocalDate FIRST_DAY = LocalDate.of(1995, 1, 1);
    private static final LocalDate LAST_DAY = LocalDate.of(1996, 12, 31);

    private Query8() {}

    record Item(long orderKey, int partKey, int suppKey, @Decimal(4) long revenue) {}

    record Sale(int suppKey, int year, @Decimal(4) long revenue) {}

    record Share(int year, boolean ofNation, @Decimal(4) long revenue) {}

    record Row(int year, double share) {}

    static Dataset<Row> rows(Tables tables) {
        Dataset<Customer> customers =
                tables.customers().semiJoin(tables.nationsIn(REGION)).on(Customer::nationKey, Nation::nationKey);
        Dataset<Order> orders = tables.orders()
                .filter(order -> !order.orderDate().isBefore(FIRST_DAY)
                        && !order.orderDate().isAfter(LAST_DAY))
                .semiJoin(customers)
                .on(Order::custKey, Customer::custKey);
        Dataset<Pair<Supplier, Nation>> suppliers =
                tables.suppliers().join(tables.nations()).on(Supplier::nationKey, Nation::nationKey);
        return tables.lineItems()
                .map(item -> new Item(item.orderKey(), item.partKey(), item.suppKey(), item.revenue()))
                .semiJoin(tables.parts().filter(part -> part.type().equals(TYPE)))
                .on(Item::partKey, Part::partKey)
                .join(orders)
                .on(
                        Item::orderKey,
                        Order::orderKey,
                        (item, order) ->
                                new Sale(item.suppKey(), order.orderDate().getYear(), item.revenue()))
                .join(suppliers)
                .on(
                        Sale::suppKey,
                        pair -> pair.first().suppKey(),
                        (sale, pair) ->
                                new Share(sale.year(), pair.second().name().equals(NATION), sale.revenue()))
                .groupBy(Share::year)
                .aggregate(
                        filtering(Share::ofNation, sumLong(Share::revenue)),
                        sumLong(Share::revenue),
                        (year, ofNation, all) -> new Row(year, (double) ofNation / all))
                .sortBy(Row::year);
    }
}
