package io.dataflow.examples.tpch;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The two things that {@code benchmarks/tpch} needs besides the command line: tables, and the answers of a database to
 * compare with.
 */
final class TpchCheck {
    private TpchCheck() {}

    /**
     * {@code tables DIR SCALE} writes the tables; {@code compare DIR ANSWERS} compares the files {@code 1.txt} to {@code 22.txt} in
     * ANSWERS, as many as there are, with the database's answers over the tables in DIR, and fails if one differs.
     */
    public static void main(String[] arguments) throws Exception {
        Path folder = Path.of(arguments[1]);
        if (arguments[0].equals("tables")) {
            GeneratedTables.write(folder, Double.parseDouble(arguments[2]));
        } else {
            compare(folder, Path.of(arguments[2]));
        }
    }

    private static void compare(Path folder, Path answers) throws Exception {
        int differentCount = 0;
        try (DuckDb database = DuckDb.over(folder)) {
            for (int query = 1; query <= Queries.COUNT; query++) {
                Path file = answers.resolve(query + ".txt");
                if (Files.exists(file)) {
                    List<String> lines = Files.readAllLines(file);
                    try {
                        database.query(query).assertEquals(lines);
                        System.out.println("query " + query + ": equal, " + lines.size() + " rows");
                    } catch (AssertionError different) {
                        System.out.println("query " + query + ": DIFFERS, " + different.getMessage());
                        differentCount++;
                    }
                }
            }
        }
        if (differentCount > 0) {
            System.exit(1);
        }
    }
}
