package io.dataflow.cli;

import io.dataflow.runtime.client.TaskLogFollower;
import io.dataflow.runtime.operations.LogLine;
import java.io.PrintWriter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.slf4j.MDC;

/**
 * Prints what tasks log on a cluster, as a session tells it: time, level, job/stage/task/attempt, logger and text, as {@code
 * logs} does but for the job, of which there may be several. Safe for use by many threads.
 */
final class TaskLogPrinter extends Handler implements AutoCloseable {
    private final PrintWriter out;
    private final Moments moments = Moments.here();
    private final Logger tasks = Logger.getLogger(TaskLogFollower.LOGGER);

    private TaskLogPrinter(PrintWriter out) {
        this.out = out;
    }

    /** From now on such lines go there and nowhere else, until the printer is closed. The caller closes it. */
    static TaskLogPrinter begin(PrintWriter out) {
        TaskLogPrinter printer = new TaskLogPrinter(out);
        printer.tasks.setUseParentHandlers(false);
        printer.tasks.setLevel(Level.ALL);
        printer.tasks.addHandler(printer);
        return printer;
    }

    @Override
    public void publish(LogRecord record) {
        String level = LogLines.level(record).name();
        out.println(moments.precise(millis(record)) + " " + level + " ".repeat(5 - level.length()) + " " + task()
                + LogsCommand.readable(LogLines.text(record)));
        out.flush();
    }

    private static long millis(LogRecord record) {
        String millis = MDC.get(TaskLogFollower.MDC_MILLIS);
        return millis == null ? record.getMillis() : Long.parseLong(millis);
    }

    private static String task() {
        return MDC.get(LogLine.MDC_JOB) == null
                ? ""
                : MDC.get(LogLine.MDC_JOB) + "/" + MDC.get(LogLine.MDC_STAGE) + "/" + MDC.get(LogLine.MDC_TASK) + "/"
                        + MDC.get(LogLine.MDC_ATTEMPT) + " ";
    }

    @Override
    public void flush() {
        out.flush();
    }

    @Override
    public void close() {
        tasks.removeHandler(this);
        tasks.setUseParentHandlers(true);
        tasks.setLevel(null);
    }
}
