package io.dataflow.examples.tpch;

import static io.dataflow.api.aggregate.Aggregators.optional;
import static io.dataflow.api.aggregate.Aggregators.sumLong;

import io.dataflow.api.Dataset;
import io.dataflow.api.text.Text;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Discounted revenue: what was earned with three kinds of parts that were delivered by air and in person. */
final class Query19 {
    private static final Text IN_PERSON = Text.of("DELIVER IN PERSON");
    private static final Set<Text> BY_AIR = Set.of(Text.of("AIR"), Text.of("AIR REG"));

    private static final List<Kind> KINDS = List.of(
            new Kind(Text.of("Brand#12"), texts("SM CASE", "SM BOX", "SM PACK", "SM PKG"), 5, 1),
            new Kind(Text.of("Brand#23"), texts("MED BAG", "MED BOX", "MED PKG", "MED PACK"), 10, 10),
            new Kind(Text.of("Brand#34"), texts("LG CASE", "LG BOX", "LG PACK", "LG PKG"), 15, 20));

    private Query19() {}

    /** Parts that are not too large, ordered in quantities that go ten above the least. */
    record Kind(Text brand, Set<Text> containers, int maxSize, int minQuantity) {
        boolean includes(Part part, long quantity) {
            return part.brand().equals(brand)
                    && containers.contains(part.container())
                    && part.size() >= 1
                    && part.size() <= maxSize
                    && quantity >= minQuantity * 100L
                    && quantity <= (minQuantity + 10) * 100L;
        }
    }

    record Item(int partKey, @Decimal(2) long quantity, @Decimal(4) long revenue) {}

    record Row(@Decimal(4) Optional<Long> revenue) {}

    static Dataset<Row> rows(Tables tables) {
        Optional<Long> revenue = tables.lineItems()
                .filter(item -> BY_AIR.contains(item.shipMode())
                        && item.shipInstructions().equals(IN_PERSON))
                .map(item -> new Item(item.partKey(), item.quantity(), item.revenue()))
                .join(tables.parts())
                .on(Item::partKey, Part::partKey)
                .filter(pair -> KINDS.stream()
                        .anyMatch(kind ->
                                kind.includes(pair.second(), pair.first().quantity())))
                .aggregate(optional(sumLong(pair -> pair.first().revenue())));
        return tables.session().of(new Row(revenue));
    }

    private static Set<Text> texts(String... values) {
        return Stream.of(values).map(Text::of).collect(Collectors.toSet());
    }
}
