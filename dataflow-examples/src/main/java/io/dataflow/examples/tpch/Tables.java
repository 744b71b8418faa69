package io.dataflow.examples.tpch;

import io.dataflow.api.Dataset;
import io.dataflow.api.Session;
import io.dataflow.api.failure.DataflowException;
import io.dataflow.api.failure.FailureKind;
import io.dataflow.api.function.Fn1;
import io.dataflow.api.io.TextFiles;
import io.dataflow.api.text.Text;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The eight tables in a folder: {@code customer.tbl}, {@code lineitem.tbl} and so on as the benchmark's generator writes them, or
 * {@code customer.tbl.gz}. A line is a record, and a {@code |} ends each of its fields.
 */
public record Tables(Session session, Path folder, long splitBytes) {

    public Dataset<Customer> customers() {
        return read("customer", Customer::parse);
    }

    public Dataset<LineItem> lineItems() {
        return read("lineitem", LineItem::parse);
    }

    public Dataset<Nation> nations() {
        return read("nation", Nation::parse);
    }

    public Dataset<Order> orders() {
        return read("orders", Order::parse);
    }

    public Dataset<Part> parts() {
        return read("part", Part::parse);
    }

    public Dataset<PartSupplier> partSuppliers() {
        return read("partsupp", PartSupplier::parse);
    }

    public Dataset<Region> regions() {
        return read("region", Region::parse);
    }

    public Dataset<Supplier> suppliers() {
        return read("supplier", Supplier::parse);
    }

    /** The nations of one region. */
    Dataset<Nation> nationsIn(Text region) {
        return nations()
                .semiJoin(regions().filter(candidate -> candidate.name().equals(region)))
                .on(Nation::regionKey, Region::regionKey);
    }

    /** The suppliers of one nation. */
    Dataset<Supplier> suppliersIn(Text nation) {
        return suppliers()
                .semiJoin(nations().filter(candidate -> candidate.name().equals(nation)))
                .on(Supplier::nationKey, Nation::nationKey);
    }

    private <T> Dataset<T> read(String table, Fn1<Text, T> parse) {
        return session.read(TextFiles.of(file(table)).splitBytes(splitBytes))
                .map(parse)
                .named(table);
    }

    private Path file(String table) {
        Path plain = folder.resolve(table + ".tbl");
        Path packed = folder.resolve(table + ".tbl.gz");
        if (!Files.exists(plain) && !Files.exists(packed)) {
            throw new DataflowException(
                    FailureKind.BAD_DATA,
                    plain + " does not exist, nor does " + packed.getFileName()
                            + " beside it; make the tables with dbgen");
        }
        return Files.exists(plain) ? plain : packed;
    }
}
