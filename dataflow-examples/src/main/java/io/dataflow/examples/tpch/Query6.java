package io.dataflow.examples.tpch;

import static io.dataflow.api.aggregate.Aggregators.optional;
import static io.dataflow.api.aggregate.Aggregators.sumLong;

import io.dataflow.api.Dataset;
import java.util.Optional;

/** Forecasting revenue change: what would have been earned without some small discounts. */
final class Query6 {
    private static final Days YEAR = Days.ofYear(1994);

    private Query6() {}

    record Row(@Decimal(4) Optional<Long> revenue) {}

    static Dataset<Row> rows(Tables tables) {
        Optional<Long> revenue = tables.lineItems()
                .filter(item -> YEAR.include(item.shipDate())
                        && item.discount() >= 5
                        && item.discount() <= 7
                        && item.quantity() < 2400)
                .aggregate(optional(sumLong(item -> item.extendedPrice() * item.discount())));
        return tables.session().of(new Row(revenue));
    }
}
