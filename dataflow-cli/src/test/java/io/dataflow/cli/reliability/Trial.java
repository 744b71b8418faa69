package io.dataflow.cli.reliability;

import io.dataflow.cli.reliability.Tally.End;
import java.util.List;

/**
 * One run of a job, and how it ended; a line in the file of results.
 *
 * @param setting what the run has in common with those that it is counted with: the build, the data, what the workers have
 * @param number from 0, of those with the same setting, job and fault
 * @param workMillis processor time of the workers; 0 if the fault took some of them
 * @param repeated how many attempts there were beyond one for each task, as far as the client said
 * @param answer a digest; empty if there was none
 * @param why what the client said, if that tells more than {@code end}
 */
record Trial(
        String setting,
        String job,
        String fault,
        int number,
        End end,
        long millis,
        long workMillis,
        long repeated,
        boolean left,
        String answer,
        String why) {
    private static final int COLUMNS = 11;
    private static final int MAX_WHY = 500;

    boolean isOf(String ofSetting, String ofJob, String ofFault) {
        return setting.equals(ofSetting) && job.equals(ofJob) && fault.equals(ofFault);
    }

    /** Columns are divided by tabs. */
    String line() {
        String words = why.replaceAll("\\s+", " ").strip();
        return String.join(
                "\t",
                List.of(
                        setting,
                        job,
                        fault,
                        Integer.toString(number),
                        end.name(),
                        Long.toString(millis),
                        Long.toString(workMillis),
                        Long.toString(repeated),
                        left ? "left" : "clean",
                        answer,
                        words.substring(0, Math.min(MAX_WHY, words.length()))));
    }

    static Trial parse(String line) {
        String[] columns = line.split("\t", -1);
        if (columns.length != COLUMNS) {
            throw new IllegalArgumentException("not a run, which has " + COLUMNS + " columns: " + line);
        }
        return new Trial(
                columns[0],
                columns[1],
                columns[2],
                Integer.parseInt(columns[3]),
                End.valueOf(columns[4]),
                Long.parseLong(columns[5]),
                Long.parseLong(columns[6]),
                Long.parseLong(columns[7]),
                columns[8].equals("left"),
                columns[9],
                columns[10]);
    }
}
