package io.dataflow.examples.tpch;

import static io.dataflow.api.aggregate.Aggregators.sumLong;

import io.dataflow.api.Dataset;
import io.dataflow.api.text.Text;

/** Potential part promotion: the suppliers in a nation who have more than half a year of some parts in stock. */
final class Query20 {
    private static final Text NATION = Text.of("CANADA");
    private static final Text COLOUR = Text.of("forest");
    private static final Days YEAR = Days.ofYear(1994);

    private Query20() {}

    record Offer(int partKey, int suppKey) {}

    record Shipped(Offer offer, @Decimal(2) long quantity) {}

    record Row(Text name, Text address) {}

    static Dataset<Row> rows(Tables tables) {
        Dataset<Shipped> shipped = tables.lineItems()
                .filter(item -> YEAR.include(item.shipDate()))
                .groupBy(item -> new Offer(item.partKey(), item.suppKey()))
                .aggregate(sumLong(LineItem::quantity), Shipped::new);
        Dataset<Offer> plenty = tables.partSuppliers()
                .semiJoin(tables.parts().filter(part -> part.name().startsWith(COLOUR)))
                .on(PartSupplier::partKey, Part::partKey)
                .join(shipped)
                .on(part -> new Offer(part.partKey(), part.suppKey()), Shipped::offer)
                .filter(pair -> pair.first().availableQuantity() * 100L * 2
                        > pair.second().quantity())
                .map(pair -> pair.second().offer());
        return tables.suppliersIn(NATION)
                .semiJoin(plenty)
                .on(Supplier::suppKey, Offer::suppKey)
                .map(supplier -> new Row(supplier.name(), supplier.address()))
                .sortBy(Row::name);
    }
}
