package io.dataflow.examples.tpch;

import static io.dataflow.api.Order.DESCENDING;

import io.dataflow.api.Dataset;
import io.dataflow.api.text.Text;

/** Minimum cost supplier: who in a region delivers a kind of part at the least cost. The groups are small; one that were not would be read from disk. */
final class Query2 {
    private static final Text REGION = Text.of("EUROPE");
    private static final Text METAL = Text.of("BRASS");
    private static final int SIZE = 15;

    private Query2() {}

    record Located(Supplier supplier, Text nation) {}

    record Offer(@Decimal(2) long cost, Row row) {}

    record Row(
            @Decimal(2) long accountBalance,
            Text supplier,
            Text nation,
            int partKey,
            Text manufacturer,
            Text address,
            Text phone,
            Text comment) {}

    static Dataset<Row> rows(Tables tables) {
        Dataset<Part> parts =
                tables.parts().filter(part -> part.size() == SIZE && part.type().endsWith(METAL));
        Dataset<Located> suppliers = tables.suppliers()
                .join(tables.nationsIn(REGION))
                .on(Supplier::nationKey, Nation::nationKey, (supplier, nation) -> new Located(supplier, nation.name()));
        return tables.partSuppliers()
                .join(parts)
                .on(PartSupplier::partKey, Part::partKey)
                .join(suppliers)
                .on(
                        pair -> pair.first().suppKey(),
                        located -> located.supplier().suppKey(),
                        (pair, located) -> offer(pair.first(), pair.second(), located))
                .groupBy(offer -> offer.row().partKey())
                .sortedBy(Offer::cost)
                .transformGroups(Row.class, (part, offers, out) -> {
                    long least = Long.MAX_VALUE;
                    for (Offer offer : offers) {
                        least = Math.min(least, offer.cost());
                        if (offer.cost() > least) {
                            break;
                        }
                        out.emit(offer.row());
                    }
                })
                .sortBy(Row::accountBalance, DESCENDING)
                .thenBy(Row::nation)
                .thenBy(Row::supplier)
                .thenBy(Row::partKey)
                .limit(100);
    }

    private static Offer offer(PartSupplier offered, Part part, Located located) {
        Supplier supplier = located.supplier();
        return new Offer(
                offered.supplyCost(),
                new Row(
                        supplier.accountBalance(),
                        supplier.name(),
                        located.nation(),
                        part.partKey(),
                        part.manufacturer(),
                        supplier.address(),
                        supplier.phone(),
                        supplier.comment()));
    }
}
