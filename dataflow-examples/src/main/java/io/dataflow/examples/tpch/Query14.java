package io.dataflow.examples.tpch;

import static io.dataflow.api.aggregate.Aggregators.both;
import static io.dataflow.api.aggregate.Aggregators.filtering;
import static io.dataflow.api.aggregate.Aggregators.sumLong;

import io.dataflow.api.Dataset;
import io.dataflow.api.aggregate.Two;
import io.dataflow.api.text.Text;
import java.util.Optional;

/** Promotion effect: the share of promoted parts in the revenue of a month, in percent. */
final class Query14 {
    private static final Days MONTH = Days.ofMonths(1995, 9, 1);
    private static final Text PROMOTED = Text.of("PROMO");

    private Query14() {}

    record Sale(int partKey, @Decimal(4) long revenue) {}

    record Sold(boolean promoted, @Decimal(4) long revenue) {}

    record Row(Optional<Double> percent) {}

    static Dataset<Row> rows(Tables tables) {
        Two<Long, Long> sums = tables.lineItems()
                .filter(item -> MONTH.include(item.shipDate()))
                .map(item -> new Sale(item.partKey(), item.revenue()))
                .join(tables.parts())
                .on(
                        Sale::partKey,
                        Part::partKey,
                        (sale, part) -> new Sold(part.type().startsWith(PROMOTED), sale.revenue()))
                .aggregate(both(filtering(Sold::promoted, sumLong(Sold::revenue)), sumLong(Sold::revenue)));
        long all = sums.second();
        return tables.session().of(new Row(all == 0 ? Optional.empty() : Optional.of(100.0 * sums.first() / all)));
    }
}
