package io.dataflow.cli;

import java.io.PrintWriter;
import java.util.List;

/** Tables for people: flush right, each column as wide as its widest field, but for the last, which has no width. */
final class Columns {
    private Columns() {}

    /** @param rows all of as many fields, the header first if there is one */
    static void print(PrintWriter out, List<List<String>> rows) {
        int[] widths = new int[rows.isEmpty() ? 0 : rows.get(0).size()];
        for (List<String> row : rows) {
            for (int column = 0; column < widths.length; column++) {
                widths[column] = Math.max(widths[column], row.get(column).length());
            }
        }
        rows.forEach(row -> out.println(line(row, widths)));
    }

    private static String line(List<String> row, int[] widths) {
        StringBuilder line = new StringBuilder();
        int last = widths.length - 1;
        for (int column = 0; column < last; column++) {
            line.append(" ".repeat(widths[column] - row.get(column).length()));
            line.append(row.get(column)).append("  ");
        }
        return line.append(row.get(last)).toString();
    }
}
