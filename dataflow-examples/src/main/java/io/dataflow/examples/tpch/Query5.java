package io.dataflow.examples.tpch;

import static io.dataflow.api.Order.DESCENDING;
import static io.dataflow.api.aggregate.Aggregators.sumLong;

import io.dataflow.api.Dataset;
import io.dataflow.api.text.Text;

/** Local supplier volume: the revenue in each nation of a region from customers and suppliers of the same nation. */
final class Query5 {
    private static final Text REGION = Text.of("ASIA");
    private static final Days YEAR = Days.ofYear(1994);

    private Query5() {}

    record Buyer(int custKey, int nationKey, Text nation) {}

    record Placed(long orderKey, int nationKey, Text nation) {}

    record Item(long orderKey, int suppKey, @Decimal(4) long revenue) {}

    record Sale(Seller seller, Text nation, @Decimal(4) long revenue) {}

    record Seller(int suppKey, int nationKey) {}

    record Row(Text nation, @Decimal(4) long revenue) {}

    static Dataset<Row> rows(Tables tables) {
        Dataset<Buyer> buyers = tables.customers()
                .join(tables.nationsIn(REGION))
                .on(
                        Customer::nationKey,
                        Nation::nationKey,
                        (customer, nation) -> new Buyer(customer.custKey(), nation.nationKey(), nation.name()));
        Dataset<Item> items = tables.lineItems().map(item -> new Item(item.orderKey(), item.suppKey(), item.revenue()));
        return tables.orders()
                .filter(order -> YEAR.include(order.orderDate()))
                .join(buyers)
                .on(
                        Order::custKey,
                        Buyer::custKey,
                        (order, buyer) -> new Placed(order.orderKey(), buyer.nationKey(), buyer.nation()))
                .join(items)
                .on(
                        Placed::orderKey,
                        Item::orderKey,
                        (order, item) ->
                                new Sale(new Seller(item.suppKey(), order.nationKey()), order.nation(), item.revenue()))
                .semiJoin(tables.suppliers())
                .on(Sale::seller, supplier -> new Seller(supplier.suppKey(), supplier.nationKey()))
                .groupBy(Sale::nation)
                .aggregate(sumLong(Sale::revenue), Row::new)
                .sortBy(Row::revenue, DESCENDING);
    }
}
