package io.dataflow.cli;

import io.dataflow.runtime.operations.LogLine;
import java.util.function.Consumer;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;

/** Hands on what is logged by the threads of tasks, INFO and above, and nothing else. Safe for use by many threads. */
final class TaskLogHandler extends Handler {
    private final Consumer<LogLine> lines;

    TaskLogHandler(Consumer<LogLine> lines) {
        this.lines = lines;
        setLevel(Level.INFO);
    }

    @Override
    public void publish(LogRecord record) {
        if (isLoggable(record)) {
            LogLine.here(record.getMillis(), LogLines.level(record), LogLines.logger(record), LogLines.text(record))
                    .ifPresent(lines);
        }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
}
