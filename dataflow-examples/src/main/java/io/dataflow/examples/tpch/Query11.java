package io.dataflow.examples.tpch;

import static io.dataflow.api.Order.DESCENDING;
import static io.dataflow.api.aggregate.Aggregators.sumLong;

import io.dataflow.api.Dataset;
import io.dataflow.api.text.Text;

/** Important stock: the parts that make up much of the value of what one nation has in stock. */
final class Query11 {
    private static final Text NATION = Text.of("GERMANY");
    private static final long LEAST_SHARE = 10_000;

    private Query11() {}

    record Row(int partKey, @Decimal(2) long value) {}

    static Dataset<Row> rows(Tables tables) {
        Dataset<Row> values = tables.partSuppliers()
                .semiJoin(tables.suppliersIn(NATION))
                .on(PartSupplier::suppKey, Supplier::suppKey)
                .groupBy(PartSupplier::partKey)
                .aggregate(sumLong(part -> part.supplyCost() * part.availableQuantity()), Row::new);
        long total = values.aggregate(sumLong(Row::value));
        return values.filter(row -> row.value() * LEAST_SHARE > total).sortBy(Row::value, DESCENDING);
    }
}
