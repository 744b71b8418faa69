package io.dataflow.examples.tpch;

import io.dataflow.api.Dataset;
import io.dataflow.api.text.Text;
import java.util.List;

/** The queries by number. */
public final class Queries {
    private static final List<Query> ALL = List.of(
            Query1::rows,
            Query2::rows,
            Query3::rows,
            Query4::rows,
            Query5::rows,
            Query6::rows,
            Query7::rows,
            Query8::rows,
            Query9::rows,
            Query10::rows,
            Query11::rows,
            Query12::rows,
            Query13::rows,
            Query14::rows,
            Query15::rows,
            Query16::rows,
            Query17::rows,
            Query18::rows,
            Query19::rows,
            Query20::rows,
            Query21::rows,
            Query22::rows);

    /** How many there are; they are counted from 1. */
    public static final int COUNT = ALL.size();

    private Queries() {}

    /** A question to the tables. */
    private interface Query {
        Dataset<? extends Record> rows(Tables tables);
    }

    /**
     * The answer as lines, in the query's order. Where a query needs a number before it can go on, that is computed here.
     *
     * @throws IllegalArgumentException for a number that is not from 1 to {@link #COUNT}
     */
    public static Dataset<Text> lines(int number, Tables tables) {
        if (number < 1 || number > COUNT) {
            throw new IllegalArgumentException("queries are numbered from 1 to " + COUNT + ", got " + number);
        }
        return ALL.get(number - 1).rows(tables).map(Rows::line);
    }
}
