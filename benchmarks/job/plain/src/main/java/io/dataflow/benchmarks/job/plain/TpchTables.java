package io.dataflow.benchmarks.job.plain;

import io.trino.tpch.TpchEntity;
import io.trino.tpch.TpchTable;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/** Makes the tables that the join reads, as the generator of TPC-H writes them. */
public final class TpchTables {
    private TpchTables() {}

    /** A folder, and a scale, at 1 of which there are six million line items. Tables that are there are left alone. */
    public static void main(String[] arguments) throws IOException {
        Path folder = Path.of(arguments[0]);
        double scale = Double.parseDouble(arguments[1]);
        for (TpchTable<?> table : List.of(TpchTable.CUSTOMER, TpchTable.ORDERS, TpchTable.LINE_ITEM)) {
            write(table, folder, scale);
        }
    }

    private static void write(TpchTable<?> table, Path folder, double scale) throws IOException {
        Path file = folder.resolve(table.getTableName() + ".tbl");
        if (Files.exists(file)) {
            return;
        }
        Files.createDirectories(folder);
        Path part = folder.resolve(table.getTableName() + ".part");
        try (BufferedWriter writer = Files.newBufferedWriter(part, StandardCharsets.US_ASCII)) {
            for (TpchEntity row : table.createGenerator(scale, 1, 1)) {
                writer.write(row.toLine());
                writer.write('\n');
            }
        }
        Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
    }
}
