package io.dataflow.cli;

import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.Logger;

/**
 * The log of this process: {@code java.util.logging}, into which SLF4J and {@code System.Logger} lead as well. Lines go to
 * standard error, WARN and above, or INFO and above when that was asked for. Whoever starts Java with {@code
 * -Djava.util.logging.config.file} has it as that file says.
 */
final class CommandLog {
    private static final String FILE_PROPERTY = "java.util.logging.config.file";
    private static final String CLASS_PROPERTY = "java.util.logging.config.class";

    private CommandLog() {}

    /** To be called before anything is logged. */
    static void begin(Console console) {
        if (System.getProperty(FILE_PROPERTY) == null && System.getProperty(CLASS_PROPERTY) == null) {
            Logger root = root();
            for (Handler handler : root.getHandlers()) {
                root.removeHandler(handler);
            }
            root.setLevel(Level.WARNING);
            root.addHandler(new LogLines(console.err()));
        }
    }

    /** Also prints what goes on. */
    static void tellMore() {
        Logger root = root();
        root.setLevel(Level.INFO);
        for (Handler handler : root.getHandlers()) {
            handler.setLevel(Level.INFO);
        }
    }

    /** Has a handler hear of what tasks log at INFO, too, whatever is printed. The caller removes it by closing what it gets. */
    static AutoCloseable listen(Handler handler) {
        Logger root = root();
        if (!root.isLoggable(Level.INFO)) {
            root.setLevel(Level.INFO);
        }
        root.addHandler(handler);
        return () -> root.removeHandler(handler);
    }

    private static Logger root() {
        return LogManager.getLogManager().getLogger("");
    }
}
