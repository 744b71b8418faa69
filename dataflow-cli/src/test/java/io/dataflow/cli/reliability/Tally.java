package io.dataflow.cli.reliability;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** How the runs of one job with one fault ended. Confined to one thread. */
final class Tally {
    /** How a run ended. */
    enum End {
        /** With every byte of the answer that there is without a fault. */
        IDENTICAL,
        /** With one line that says what went wrong. */
        CLEAR_ERROR,
        /** With another answer, no answer in time, or an error that nobody understands. */
        WRONG,
        /** Before the fault came, or without anything that it could damage, however often it was tried. Counts for nothing. */
        MISSED
    }

    static final String HEADER =
            """
            | job | fault | runs | identical | clear errors | wrong | left behind | ran again | median | slowdown |
            | --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |
            """;

    private static final String NOTHING = "-";

    private final String job;
    private final String fault;
    private final long faultlessMillis;
    private final List<Trial> runs = new ArrayList<>();
    private int missed;

    /** @param faultlessMillis what the job takes when nothing happens */
    Tally(String job, String fault, long faultlessMillis) {
        this.job = job;
        this.fault = fault;
        this.faultlessMillis = faultlessMillis;
    }

    void add(Trial trial) {
        if (trial.end() == End.MISSED) {
            missed++;
        } else {
            runs.add(trial);
        }
    }

    boolean isEmpty() {
        return runs.isEmpty() && missed == 0;
    }

    boolean isGood() {
        return count(End.WRONG) == 0 && leftBehind() == 0;
    }

    private long count(End end) {
        return runs.stream().filter(trial -> trial.end() == end).count();
    }

    private long leftBehind() {
        return runs.stream().filter(Trial::left).count();
    }

    String row() {
        if (runs.isEmpty()) {
            return skipped(job, fault, "it never came in time, or there was nothing to damage");
        }
        List<Long> identicalMillis = runs.stream()
                .filter(trial -> trial.end() == End.IDENTICAL)
                .map(Trial::millis)
                .toList();
        String median = NOTHING;
        String slowdown = NOTHING;
        if (!identicalMillis.isEmpty()) {
            long millis = median(identicalMillis);
            median = String.format(Locale.ROOT, "%.1f s", millis / 1_000.0);
            slowdown = String.format(Locale.ROOT, "%.2f", (double) millis / faultlessMillis);
        }
        long ranAgain = runs.stream().filter(trial -> trial.repeated() > 0).count();
        return "| " + job + " | " + fault + " | " + runs.size() + " | " + count(End.IDENTICAL) + " | "
                + count(End.CLEAR_ERROR) + " | " + count(End.WRONG) + " | " + leftBehind() + " | " + ranAgain + " | "
                + median + " | " + slowdown + " |";
    }

    /** A row that says why there are no runs. */
    static String skipped(String job, String fault, String why) {
        return "| " + job + " | " + fault + " | skipped: " + why + " | | | | | | | |";
    }

    static long median(List<Long> values) {
        return values.stream().sorted().toList().get(values.size() / 2);
    }
}
