package io.dataflow.examples.graph;

import io.dataflow.api.failure.DataflowException;
import io.dataflow.api.failure.FailureKind;
import java.io.Serializable;
import java.util.StringTokenizer;

/** What the lines of graphs mean. One that means nothing fails the job with a message that shows it and names its files. */
record GraphLines(String files) implements Serializable {
    private static final int MAX_SHOWN = 60;

    static GraphLines of(String... paths) {
        return new GraphLines(String.join(", ", paths));
    }

    /** Whether the line is neither blank nor a comment. */
    static boolean hasContent(String line) {
        return !line.isBlank() && !line.startsWith("#");
    }

    long vertex(String line) {
        StringTokenizer fields = new StringTokenizer(line);
        check(fields.countTokens() == 1, line, "vertex; it should be one number");
        return number(fields, line);
    }

    Edge edge(String line) {
        StringTokenizer fields = new StringTokenizer(line);
        int count = fields.countTokens();
        check(count == 2 || count == 3, line, "edge; it should be two numbers, and maybe a weight");
        return new Edge(number(fields, line), number(fields, line), 1);
    }

    Edge weightedEdge(String line) {
        StringTokenizer fields = new StringTokenizer(line);
        check(fields.countTokens() == 3, line, "edge with a weight; it should be three numbers");
        return new Edge(number(fields, line), number(fields, line), weight(fields, line));
    }

    private long number(StringTokenizer fields, String line) {
        String field = fields.nextToken();
        try {
            return Long.parseLong(field);
        } catch (NumberFormatException notANumber) {
            throw malformed(line, "vertex or edge; '" + field + "' is not a whole number of 64 bits");
        }
    }

    private double weight(StringTokenizer fields, String line) {
        String field = fields.nextToken();
        double weight = -1;
        try {
            weight = Double.parseDouble(field);
        } catch (NumberFormatException notANumber) {
            // Refused below, as are numbers that are no weights.
        }
        check(weight >= 0, line, "edge with a weight; '" + field + "' is not a number of at least 0");
        return weight;
    }

    private void check(boolean wellFormed, String line, String otherwise) {
        if (!wellFormed) {
            throw malformed(line, otherwise);
        }
    }

    private DataflowException malformed(String line, String why) {
        String shown = line.length() <= MAX_SHOWN ? line : line.substring(0, MAX_SHOWN) + "...";
        return new DataflowException(
                FailureKind.BAD_DATA,
                "The line '" + shown + "' of " + files + " is no " + why
                        + "; correct it, or put a # before it to have it passed by");
    }
}
