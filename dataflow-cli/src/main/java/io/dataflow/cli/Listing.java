package io.dataflow.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/** A table of names and numbers for people: names flush left, numbers flush right, the last column as wide as it is. */
final class Listing {
    private final List<Column> columns;
    private final List<List<String>> rows = new ArrayList<>();

    /** What is in a column, and where it stands. */
    record Column(String title, boolean number) {
        static Column text(String title) {
            return new Column(title, false);
        }

        static Column number(String title) {
            return new Column(title, true);
        }
    }

    Listing(Column... columns) {
        this.columns = List.of(columns);
        rows.add(this.columns.stream().map(Column::title).toList());
    }

    void add(String... fields) {
        if (fields.length != columns.size()) {
            throw new IllegalArgumentException(fields.length + " fields for " + columns.size() + " columns");
        }
        rows.add(List.of(fields));
    }

    void print(PrintWriter out) {
        int[] widths = new int[columns.size()];
        for (List<String> row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        rows.forEach(row -> out.println(line(row, widths)));
    }

    private String line(List<String> row, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            String padding = " ".repeat(widths[i] - row.get(i).length());
            line.append(columns.get(i).number() ? padding + row.get(i) : row.get(i) + padding);
            line.append("  ");
        }
        return line.toString().stripTrailing();
    }
}
