package io.dataflow.examples.tpch;

import static io.dataflow.api.aggregate.Aggregators.max;
import static io.dataflow.api.aggregate.Aggregators.optional;
import static io.dataflow.api.aggregate.Aggregators.sumLong;

import io.dataflow.api.Dataset;
import io.dataflow.api.text.Text;

/** Top supplier: who earned most in a quarter; all of them, if there are several. */
final class Query15 {
    private static final Days QUARTER = Days.ofMonths(1996, 1, 3);

    private Query15() {}

    record Earned(int suppKey, @Decimal(4) long revenue) {}

    record Row(int suppKey, Text name, Text address, Text phone, @Decimal(4) long revenue) {}

    static Dataset<Row> rows(Tables tables) {
        Dataset<Earned> revenues = tables.lineItems()
                .filter(item -> QUARTER.include(item.shipDate()))
                .groupBy(LineItem::suppKey)
                .aggregate(sumLong(LineItem::revenue), Earned::new);
        long most = revenues.aggregate(optional(max(Earned::revenue))).orElse(0L);
        return revenues.filter(earned -> earned.revenue() == most)
                .join(tables.suppliers())
                .on(
                        Earned::suppKey,
                        Supplier::suppKey,
                        (earned, supplier) -> new Row(
                                supplier.suppKey(),
                                supplier.name(),
                                supplier.address(),
                                supplier.phone(),
                                earned.revenue()))
                .sortBy(Row::suppKey);
    }
}
