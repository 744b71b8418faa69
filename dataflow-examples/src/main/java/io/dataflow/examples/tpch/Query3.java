package io.dataflow.examples.tpch;

import static io.dataflow.api.Order.DESCENDING;
import static io.dataflow.api.aggregate.Aggregators.sumLong;

import io.dataflow.api.Dataset;
import io.dataflow.api.Pair;
import io.dataflow.api.text.Text;
import java.time.LocalDate;

/** Shipping priority: the most valuable orders that were not shipped on a day. */
final class Query3 {
    private static final Text SEGMENT = Text.of("BUILDING");
    private static final LocalDate DAY = LocalDate.of(1995, 3, 15);

    private Query3() {}

    record Sale(long orderKey, @Decimal(4) long revenue) {}

    record Open(long orderKey, LocalDate date, int priority) {}

    record Row(long orderKey, @Decimal(4) long revenue, LocalDate date, int priority) {}

    static Dataset<Row> rows(Tables tables) {
        Dataset<Customer> customers =
                tables.customers().filter(customer -> customer.marketSegment().equals(SEGMENT));
        Dataset<Sale> sales = tables.lineItems()
                .filter(item -> item.shipDate().isAfter(DAY))
                .map(item -> new Sale(item.orderKey(), item.revenue()));
        return tables.orders()
                .filter(order -> order.orderDate().isBefore(DAY))
                .semiJoin(customers)
                .on(Order::custKey, Customer::custKey)
                .map(order -> new Open(order.orderKey(), order.orderDate(), order.shipPriority()))
                .join(sales)
                .on(Open::orderKey, Sale::orderKey)
                .groupBy(Pair::first)
                .aggregate(
                        sumLong(pair -> pair.second().revenue()),
                        (order, revenue) -> new Row(order.orderKey(), revenue, order.date(), order.priority()))
                .sortBy(Row::revenue, DESCENDING)
                .thenBy(Row::date)
                .limit(10);
    }
}
