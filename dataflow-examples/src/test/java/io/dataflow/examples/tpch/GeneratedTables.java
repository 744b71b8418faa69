package io.dataflow.examples.tpch;

import io.trino.tpch.TpchEntity;
import io.trino.tpch.TpchTable;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Tables as the benchmark's own generator writes them, byte for byte. */
final class GeneratedTables {
    private GeneratedTables() {}

    /** Writes the eight {@code .tbl} files; at scale 1 they have about a gigabyte. Returns the folder. */
    static Path write(Path folder, double scale) throws IOException {
        Files.createDirectories(folder);
        for (TpchTable<?> table : TpchTable.getTables()) {
            try (BufferedWriter file =
                    Files.newBufferedWriter(folder.resolve(fileName(table)), StandardCharsets.UTF_8)) {
                for (TpchEntity row : table.createGenerator(scale, 1, 1)) {
                    file.write(row.toLine());
                    file.write('\n');
                }
            }
        }
        return folder;
    }

    static String fileName(TpchTable<?> table) {
        return table.getTableName() + ".tbl";
    }
}
