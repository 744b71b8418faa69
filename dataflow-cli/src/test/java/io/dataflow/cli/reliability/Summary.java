package io.dataflow.cli.reliability;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a client said of its jobs when it had ended well: the table of stages, and losses below it. */
record Summary(List<String> lines) {
    /** Number, elapsed, tasks, attempts; the elapsed time is in one or two parts. */
    private static final Pattern STAGE =
            Pattern.compile(" *\\d+ {2,}\\d\\S*(?: \\S+)* {2,}([\\d,]+) {2,}([\\d,]+) {2,}.*");

    private static final String LOSSES = "Lost on the way and computed again:";

    /** Attempts beyond one for each task. */
    long repeated() {
        long count = 0;
        for (String line : lines) {
            Matcher stage = STAGE.matcher(line);
            if (stage.matches()) {
                count += number(stage.group(2)) - number(stage.group(1));
            }
        }
        return count;
    }

    private static long number(String written) {
        return Long.parseLong(written.replace(",", ""));
    }

    String losses() {
        int at = lines.indexOf(LOSSES);
        return at < 0 ? "" : String.join(";", lines.subList(at + 1, lines.size()));
    }
}
