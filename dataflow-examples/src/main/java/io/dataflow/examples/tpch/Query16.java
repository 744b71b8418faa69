package io.dataflow.examples.tpch;

import static io.dataflow.api.Order.DESCENDING;

import io.dataflow.api.Dataset;
import io.dataflow.api.Pair;
import io.dataflow.api.text.Text;
import java.util.Set;

/** Parts and suppliers: how many suppliers, of whom nobody complained, have which kinds of part. */
final class Query16 {
    private static final Text BRAND = Text.of("Brand#45");
    private static final Text FINISH = Text.of("MEDIUM POLISHED");
    private static final Set<Integer> SIZES = Set.of(49, 14, 23, 45, 19, 3, 36, 9);
    private static final Text CUSTOMER = Text.of("Customer");
    private static final Text COMPLAINTS = Text.of("Complaints");

    private Query16() {}

    record Kind(Text brand, Text type, int size) {}

    record Offer(Kind kind, int suppKey) {}

    static Dataset<Pair<Kind, Long>> rows(Tables tables) {
        Dataset<Part> parts = tables.parts()
                .filter(part ->
                        !part.brand().equals(BRAND) && !part.type().startsWith(FINISH) && SIZES.contains(part.size()));
        return tables.partSuppliers()
                .join(parts)
                .on(
                        PartSupplier::partKey,
                        Part::partKey,
                        (offered, part) ->
                                new Offer(new Kind(part.brand(), part.type(), part.size()), offered.suppKey()))
                .antiJoin(tables.suppliers().filter(supplier -> isComplaint(supplier.comment())))
                .on(Offer::suppKey, Supplier::suppKey)
                .distinct()
                .groupBy(Offer::kind)
                .count()
                .sortBy(Pair::second, DESCENDING)
                .thenBy(pair -> pair.first().brand())
                .thenBy(pair -> pair.first().type())
                .thenBy(pair -> pair.first().size());
    }

    /** Whether both words are there, in this order. */
    private static boolean isComplaint(Text comment) {
        int customer = comment.indexOf(CUSTOMER, 0);
        return customer >= 0 && comment.indexOf(COMPLAINTS, customer + CUSTOMER.length()) >= 0;
    }
}
