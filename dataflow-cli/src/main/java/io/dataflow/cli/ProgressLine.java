package io.dataflow.cli;

import io.dataflow.api.JobListener;
import io.dataflow.api.JobReport;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;

/** One line on a terminal that tells how far a job is, drawn over itself. Safe for use by many threads. */
final class ProgressLine implements JobListener {
    private static final String TO_LINE_START = "\r";
    private static final String ERASE_TO_LINE_END = "\u001B[K";

    private final PrintWriter terminal;
    private final int maxCharacters;
    private boolean drawn;
    private boolean stopped;

    /** @param columns of the terminal; a line that wraps could not be drawn over */
    ProgressLine(PrintWriter terminal, int columns) {
        this.terminal = terminal;
        this.maxCharacters = Math.max(0, columns - 1);
    }

    @Override
    public synchronized void onProgress(JobReport report) {
        if (stopped || report.stages().isEmpty()) {
            return;
        }
        String text = text(report);
        terminal.print(TO_LINE_START + text.substring(0, Math.min(maxCharacters, text.length())) + ERASE_TO_LINE_END);
        terminal.flush();
        drawn = true;
    }

    @Override
    public void onEnd(JobReport report) {
        clear();
    }

    /** Leaves an empty line, and draws no other. */
    synchronized void stop() {
        stopped = true;
        clear();
    }

    /** Leaves an empty line, for others to write on. */
    synchronized void clear() {
        if (drawn) {
            terminal.print(TO_LINE_START + ERASE_TO_LINE_END);
            terminal.flush();
            drawn = false;
        }
    }

    /** Of the stage that the others wait for, which is the first that has tasks and is not done. */
    static String text(JobReport report) {
        List<JobReport.Stage> stages = report.stages();
        int current = 0;
        for (int i = 0; i < stages.size(); i++) {
            if (stages.get(i).taskCount() > 0) {
                current = i;
                if (!stages.get(i).done()) {
                    break;
                }
            }
        }
        JobReport.Stage stage = stages.get(current);
        StringBuilder text = new StringBuilder();
        text.append("stage ").append(current + 1).append('/').append(stages.size());
        text.append(": ")
                .append(stage.doneCount())
                .append('/')
                .append(stage.taskCount())
                .append(" tasks");
        text.append(", ").append(Quantities.shortCount(stage.readRecords())).append(" records");
        text.append(", ").append(Quantities.bytes(stage.readBytes()));
        if (stage.totalBytes() > 0) {
            text.append(" of ").append(Quantities.bytes(stage.totalBytes()));
        }
        long bytesPerSecond = bytesPerSecond(stage);
        if (bytesPerSecond > 0) {
            text.append(", ").append(Quantities.bytes(bytesPerSecond)).append("/s");
            appendTimeLeft(text, stage.totalBytes() - stage.readBytes(), bytesPerSecond);
        }
        return text.toString();
    }

    private static long bytesPerSecond(JobReport.Stage stage) {
        double seconds = stage.elapsed().toMillis() / 1e3;
        return seconds > 0 ? (long) (stage.readBytes() / seconds) : 0;
    }

    private static void appendTimeLeft(StringBuilder text, long bytesLeft, long bytesPerSecond) {
        if (bytesLeft > 0) {
            Duration left = Duration.ofSeconds(1 + bytesLeft / bytesPerSecond);
            text.append(", ").append(Quantities.roughly(left)).append(" left");
        }
    }
}
