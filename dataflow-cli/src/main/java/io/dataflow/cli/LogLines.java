package io.dataflow.cli;

import io.dataflow.runtime.operations.LogLine;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.SimpleFormatter;
import org.slf4j.MDC;

/**
 * Prints what is logged, a line each: time, level, the task if there is one as job/stage/task/attempt, the logger, the message.
 * Safe for use by many threads.
 */
final class LogLines extends Handler {
    private static final SimpleFormatter MESSAGES = new SimpleFormatter();

    private final PrintWriter out;
    private final Moments moments = Moments.here();

    LogLines(PrintWriter out) {
        this.out = out;
        setLevel(Level.WARNING);
    }

    @Override
    public void publish(LogRecord record) {
        if (isLoggable(record)) {
            String logger = logger(record);
            out.println(moments.precise(record.getMillis()) + " [" + level(record) + "] " + task()
                    + logger.substring(logger.lastIndexOf('.') + 1) + " - " + text(record));
            out.flush();
        }
    }

    private static String task() {
        String job = MDC.get(LogLine.MDC_JOB);
        return job == null
                ? ""
                : job + "/" + MDC.get(LogLine.MDC_STAGE) + "/" + MDC.get(LogLine.MDC_TASK) + "/"
                        + MDC.get(LogLine.MDC_ATTEMPT) + " ";
    }

    static String logger(LogRecord record) {
        String name = record.getLoggerName();
        return name == null ? "" : name;
    }

    /** As SLF4J calls it. */
    static org.slf4j.event.Level level(LogRecord record) {
        int value = record.getLevel().intValue();
        if (value >= Level.SEVERE.intValue()) {
            return org.slf4j.event.Level.ERROR;
        }
        if (value >= Level.WARNING.intValue()) {
            return org.slf4j.event.Level.WARN;
        }
        if (value >= Level.CONFIG.intValue()) {
            return org.slf4j.event.Level.INFO;
        }
        return value >= Level.FINE.intValue() ? org.slf4j.event.Level.DEBUG : org.slf4j.event.Level.TRACE;
    }

    /** The message with its values, and the stack trace below it if there is one. */
    static String text(LogRecord record) {
        String message = MESSAGES.formatMessage(record);
        Throwable thrown = record.getThrown();
        if (thrown == null) {
            return message;
        }
        StringWriter trace = new StringWriter();
        thrown.printStackTrace(new PrintWriter(trace, true));
        return message + System.lineSeparator() + trace.toString().stripTrailing();
    }

    @Override
    public void flush() {
        out.flush();
    }

    @Override
    public void close() {
        out.flush();
    }
}
