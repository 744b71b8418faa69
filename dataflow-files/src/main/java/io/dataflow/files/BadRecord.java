package io.dataflow.files;

/**
 * A record of a file that could not be read.
 *
 * <pre>{@code
 * session.read(Csv.files("purchases.csv")
 *         .onBad(BadRecords.skip(100).shownTo(bad -> System.err.println(bad.file() + ", line " + bad.line())))
 *         .as(Purchase.class));
 * }</pre>
 *
 * @param file its path
 * @param line the number of the line it begins in, from 1
 * @param column where in the record: a column's or property's name or number, or empty when it is not known
 * @param problem what is wrong with it
 * @param text its first line, or the first {@value #MAX_TEXT_CHARACTERS} characters of that
 */
public record BadRecord(String file, long line, String column, String problem, String text) {
    static final int MAX_TEXT_CHARACTERS = 200;

    /** In one line, as messages have it. */
    @Override
    public String toString() {
        return file + ", line " + line + (column.isEmpty() ? "" : ", " + column) + ": " + problem + ": " + text;
    }
}
