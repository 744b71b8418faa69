package io.dataflow.runtime.operator;

import io.dataflow.api.failure.DataflowException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.CancellationException;

/**
 * A function that emits calls back into the engine, whose failures come out of it again and must not be taken for the
 * program's own.
 */
final class Emitted {
    private Emitted() {}

    /** Calls a function of the program that emits; what it throws is its failure, what comes out of the engine is not. */
    static void guard(String name, Body body) throws Exception {
        try {
            body.run();
        } catch (Exception thrown) {
            throw isOurs(thrown) ? thrown : UserCodeException.thrown(name, thrown);
        } catch (StackOverflowError thrown) {
            throw UserCodeException.thrown(name, thrown);
        }
    }

    /** A function of the program, about to be called. */
    @FunctionalInterface
    interface Body {
        void run() throws Exception;
    }

    static boolean isOurs(Exception thrown) {
        return thrown instanceof UserCodeException
                || thrown instanceof DataflowException
                || thrown instanceof CancellationException
                || thrown instanceof InterruptedException
                || isFromEngine(thrown);
    }

    /** Whether the engine itself threw it: the first frame that is not of the JDK is one of its own. */
    static boolean isDefect(RuntimeException thrown) {
        for (StackTraceElement frame : thrown.getStackTrace()) {
            String name = frame.getClassName();
            if (!name.startsWith("java.") && !name.startsWith("jdk.")) {
                return name.startsWith("io.dataflow.runtime.")
                        || name.startsWith("io.dataflow.shuffle.")
                        || name.startsWith("io.dataflow.api.");
            }
        }
        return false;
    }

    private static boolean isFromEngine(Exception thrown) {
        if (!(thrown instanceof IOException) && !(thrown instanceof UncheckedIOException)) {
            return false;
        }
        StackTraceElement[] trace = (thrown.getCause() == null ? thrown : thrown.getCause()).getStackTrace();
        return trace.length > 0
                && (trace[0].getClassName().startsWith("io.dataflow.shuffle.")
                        || trace[0].getClassName().startsWith("io.dataflow.runtime."));
    }
}
