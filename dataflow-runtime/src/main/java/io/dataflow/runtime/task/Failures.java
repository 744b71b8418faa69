package io.dataflow.runtime.task;

import io.dataflow.api.failure.DataflowException;
import io.dataflow.api.failure.FailureKind;
import io.dataflow.runtime.operator.UserCodeException;
import io.dataflow.runtime.protocol.FailureReport;
import io.dataflow.shuffle.block.CorruptBlockException;
import io.dataflow.shuffle.memory.MemoryExhaustedException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.concurrent.CancellationException;

/** What a throwable means: its kind, and a line for people. */
public final class Failures {
    private static final int MAX_TRACE_CHARACTERS = 16_000;
    private static final List<String> NOT_THE_USERS = List.of(
            "java.", "javax.", "jdk.", "sun.", "io.dataflow.api.", "io.dataflow.runtime.", "io.dataflow.shuffle.");

    private Failures() {}

    /**
     * A failure for people.
     *
     * @param place where it happened, as the beginning of a sentence; empty for nowhere in particular
     */
    public static FailureReport report(String place, Throwable failure) {
        Throwable shown =
                failure instanceof UserCodeException && failure.getCause() != null ? failure.getCause() : failure;
        String message = message(failure);
        return new FailureReport(
                kind(failure),
                (place.isEmpty() ? message : place + ": " + message) + frame(failure, shown),
                trace(shown));
    }

    static FailureKind kind(Throwable failure) {
        if (failure instanceof DataflowException known) {
            return known.kind();
        } else if (failure instanceof UserCodeException || failure instanceof StackOverflowError) {
            return FailureKind.USER_CODE;
        } else if (failure instanceof LostInputException) {
            return FailureKind.WORKER_LOST;
        } else if (failure instanceof CancellationException || failure instanceof InterruptedException) {
            return FailureKind.CANCELLED;
        } else if (failure instanceof CorruptBlockException) {
            return FailureKind.CORRUPTION;
        } else if (failure instanceof IOException || failure instanceof OutOfMemoryError) {
            return FailureKind.RESOURCES;
        } else if (failure instanceof LinkageError) {
            return FailureKind.INVALID_PLAN;
        }
        return FailureKind.INTERNAL;
    }

    private static String message(Throwable failure) {
        if (failure instanceof DataflowException
                || failure instanceof UserCodeException
                || failure instanceof LostInputException
                || failure instanceof MemoryExhaustedException
                || failure instanceof CancellationException) {
            return String.valueOf(failure.getMessage());
        } else if (failure instanceof OutOfMemoryError) {
            return "the heap is used up (" + failure.getMessage() + "); give the JVM more heap, or Dataflow less of it";
        } else if (failure instanceof LinkageError) {
            return "code is missing or does not fit: " + failure;
        }
        try {
            return failure.toString();
        } catch (RuntimeException hostile) {
            return failure.getClass().getName() + ", which cannot describe itself";
        }
    }

    private static String frame(Throwable failure, Throwable shown) {
        if (!(failure instanceof UserCodeException)) {
            return "";
        }
        for (StackTraceElement element : shown.getStackTrace()) {
            if (NOT_THE_USERS.stream().noneMatch(element.getClassName()::startsWith)) {
                return " at " + described(element);
            }
        }
        return "";
    }

    /** Without the name of the job's class loader, so that a line reads the same wherever it ran. */
    private static String described(StackTraceElement element) {
        return new StackTraceElement(
                        element.getClassName(), element.getMethodName(), element.getFileName(), element.getLineNumber())
                .toString();
    }

    /** Exceptions of the program describe themselves with code of the program, which may fail too. */
    private static String trace(Throwable shown) {
        StringWriter text = new StringWriter();
        try {
            shown.printStackTrace(new PrintWriter(text));
        } catch (RuntimeException | StackOverflowError failure) {
            text.append(shown.getClass().getName()).append(", which cannot describe itself");
        }
        return text.getBuffer().length() <= MAX_TRACE_CHARACTERS
                ? text.toString()
                : text.getBuffer().substring(0, MAX_TRACE_CHARACTERS) + "\n...";
    }
}
