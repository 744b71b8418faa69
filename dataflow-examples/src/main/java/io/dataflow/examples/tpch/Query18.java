package io.dataflow.examples.tpch;

import static io.dataflow.api.Order.DESCENDING;
import static io.dataflow.api.aggregate.Aggregators.sumLong;

import io.dataflow.api.Dataset;
import io.dataflow.api.text.Text;
import java.time.LocalDate;

/** Large volume customers: who placed the orders of the largest quantities. */
final class Query18 {
    private static final long QUANTITY = 300_00;

    private Query18() {}

    record Item(long orderKey, @Decimal(2) long quantity) {}

    record Row(
            Text name,
            int custKey,
            long orderKey,
            LocalDate date,
            @Decimal(2) long totalPrice,
            @Decimal(2) long quantity) {}

    static Dataset<Row> rows(Tables tables) {
        Dataset<Item> large = tables.lineItems()
                .groupBy(LineItem::orderKey)
                .aggregate(sumLong(LineItem::quantity), Item::new)
                .filter(order -> order.quantity() > QUANTITY);
        return tables.orders()
                .join(large)
                .on(Order::orderKey, Item::orderKey)
                .join(tables.customers())
                .on(
                        pair -> pair.first().custKey(),
                        Customer::custKey,
                        (pair, customer) -> row(pair.first(), pair.second(), customer))
                .sortBy(Row::totalPrice, DESCENDING)
                .thenBy(Row::date)
                .limit(100);
    }

    private static Row row(Order order, Item all, Customer customer) {
        return new Row(
                customer.name(),
                customer.custKey(),
                order.orderKey(),
                order.orderDate(),
                order.totalPrice(),
                all.quantity());
    }
}
