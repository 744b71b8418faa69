package io.dataflow.examples.tpch;

import static io.dataflow.api.aggregate.Aggregators.count;
import static io.dataflow.api.aggregate.Aggregators.optional;
import static io.dataflow.api.aggregate.Aggregators.sumLong;

import io.dataflow.api.Dataset;
import io.dataflow.api.text.Text;
import java.util.Optional;

/** Small quantity order revenue: what would be lost a year without orders of less than a fifth of the usual quantity. */
final class Query17 {
    private static final Text BRAND = Text.of("Brand#23");
    private static final Text CONTAINER = Text.of("MED BOX");
    private static final double YEARS = 7.0;

    private Query17() {}

    record Item(int partKey, @Decimal(2) long quantity, @Decimal(2) long price) {}

    record Usual(int partKey, @Decimal(2) long quantity, long count) {
        /** In whole numbers, and so without an error at the border. */
        boolean isFiveTimes(long small) {
            return 5 * small * count < quantity;
        }
    }

    record Row(@Decimal(2) Optional<Double> averageYearly) {}

    static Dataset<Row> rows(Tables tables) {
        Dataset<Part> parts = tables.parts()
                .filter(part -> part.brand().equals(BRAND) && part.container().equals(CONTAINER));
        Dataset<Item> items = tables.lineItems()
                .map(item -> new Item(item.partKey(), item.quantity(), item.extendedPrice()))
                .semiJoin(parts)
                .on(Item::partKey, Part::partKey);
        Dataset<Usual> usual = items.groupBy(Item::partKey).aggregate(sumLong(Item::quantity), count(), Usual::new);
        Optional<Long> lost = items.join(usual)
                .on(Item::partKey, Usual::partKey)
                .filter(pair -> pair.second().isFiveTimes(pair.first().quantity()))
                .aggregate(optional(sumLong(pair -> pair.first().price())));
        return tables.session().of(new Row(lost.map(sum -> sum / YEARS)));
    }
}
