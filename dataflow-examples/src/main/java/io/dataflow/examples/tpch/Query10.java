package io.dataflow.examples.tpch;

import static io.dataflow.api.Order.DESCENDING;
import static io.dataflow.api.aggregate.Aggregators.sumLong;

import io.dataflow.api.Dataset;
import io.dataflow.api.text.Text;

/** Returned item reporting: the customers who sent back most of what they ordered in a quarter. */
final class Query10 {
    private static final Days QUARTER = Days.ofMonths(1993, 10, 3);
    private static final Text RETURNED = Text.of("R");

    private Query10() {}

    record Sale(long orderKey, @Decimal(4) long revenue) {}

    record Lost(int custKey, @Decimal(4) long revenue) {}

    record Row(
            int custKey,
            Text name,
            @Decimal(4) long revenue,
            @Decimal(2) long accountBalance,
            Text nation,
            Text address,
            Text phone,
            Text comment) {}

    static Dataset<Row> rows(Tables tables) {
        Dataset<Sale> returned = tables.lineItems()
                .filter(item -> item.returnFlag().equals(RETURNED))
                .map(item -> new Sale(item.orderKey(), item.revenue()));
        return tables.orders()
                .filter(order -> QUARTER.include(order.orderDate()))
                .join(returned)
                .on(Order::orderKey, Sale::orderKey, (order, sale) -> new Lost(order.custKey(), sale.revenue()))
                .groupBy(Lost::custKey)
                .aggregate(sumLong(Lost::revenue), Lost::new)
                .join(tables.customers())
                .on(Lost::custKey, Customer::custKey)
                .join(tables.nations())
                .on(
                        pair -> pair.second().nationKey(),
                        Nation::nationKey,
                        (pair, nation) -> row(pair.first(), pair.second(), nation))
                .sortBy(Row::revenue, DESCENDING)
                .limit(20);
    }

    private static Row row(Lost lost, Customer customer, Nation nation) {
        return new Row(
                customer.custKey(),
                customer.name(),
                lost.revenue(),
                customer.accountBalance(),
                nation.name(),
                customer.address(),
                customer.phone(),
                customer.comment());
    }
}
