package io.dataflow.examples.tpch;

import static io.dataflow.api.aggregate.Aggregators.average;
import static io.dataflow.api.aggregate.Aggregators.count;
import static io.dataflow.api.aggregate.Aggregators.sumLong;

import io.dataflow.api.Dataset;
import io.dataflow.api.text.Text;
import java.time.LocalDate;

/** Pricing summary: what was billed, shipped and returned until a day. */
final class Query1 {
    private static final LocalDate LAST_DAY = LocalDate.of(1998, 9, 2);

    private Query1() {}

    record Kind(Text returnFlag, Text status) {}

    record Row(
            Kind kind,
            @Decimal(2) long quantity,
            @Decimal(2) long basePrice,
            @Decimal(4) long revenue,
            @Decimal(6) long charge,
            @Decimal(2) double averageQuantity,
            @Decimal(2) double averagePrice,
            @Decimal(2) double averageDiscount,
            long orderCount) {}

    static Dataset<Row> rows(Tables tables) {
        return tables.lineItems()
                .filter(item -> !item.shipDate().isAfter(LAST_DAY))
                .groupBy(item -> new Kind(item.returnFlag(), item.status()))
                .aggregate(
                        sumLong(LineItem::quantity),
                        sumLong(LineItem::extendedPrice),
                        sumLong(LineItem::revenue),
                        sumLong(LineItem::charge),
                        average(LineItem::quantity),
                        average(LineItem::extendedPrice),
                        average(LineItem::discount),
                        count(),
                        Row::new)
                .sortBy(row -> row.kind().returnFlag())
                .thenBy(row -> row.kind().status());
    }
}
