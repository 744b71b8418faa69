package io.dataflow.runtime.operations;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;
import org.slf4j.event.Level;

/**
 * What an attempt of a task has logged, once.
 *
 * @param millis when, by the worker's clock: milliseconds since 1970
 * @param text the message, and the stack trace below it if there is one
 */
public record LogLine(
        String job, int stage, int task, int attempt, long millis, Level level, String logger, String text) {
    /** The keys of the SLF4J MDC under which threads that run an attempt have its names. */
    public static final String MDC_JOB = "dataflow.job";

    public static final String MDC_STAGE = "dataflow.stage";
    public static final String MDC_TASK = "dataflow.task";
    public static final String MDC_ATTEMPT = "dataflow.attempt";

    /** A stack trace with its causes is shorter. */
    public static final int MAX_TEXT_CHARACTERS = 16_384;

    public static final int MAX_LOGGER_CHARACTERS = 256;

    /** Room for the words that tell how much was cut off. */
    private static final int CUT_CHARACTERS = 40;

    /** Of a line besides its characters, about: the objects that it and its place in a list are made of. */
    private static final int FIXED_BYTES = 120;

    public LogLine {
        if (text.length() > MAX_TEXT_CHARACTERS || logger.length() > MAX_LOGGER_CHARACTERS) {
            throw new IllegalArgumentException("A line of " + text.length() + " characters by a logger of "
                    + logger.length() + "; at most " + MAX_TEXT_CHARACTERS + " and " + MAX_LOGGER_CHARACTERS
                    + " are allowed");
        }
    }

    /** With what is too long cut off, and told. */
    public static LogLine of(
            String job, int stage, int task, int attempt, long millis, Level level, String logger, String text) {
        return new LogLine(
                job,
                stage,
                task,
                attempt,
                millis,
                level,
                cut(logger, MAX_LOGGER_CHARACTERS),
                cut(text, MAX_TEXT_CHARACTERS));
    }

    /** Of the attempt that this thread runs; empty on threads that run none. */
    public static Optional<LogLine> here(long millis, Level level, String logger, String text) {
        String job = MDC.get(MDC_JOB);
        if (job == null) {
            return Optional.empty();
        }
        return Optional.of(
                of(job, number(MDC_STAGE), number(MDC_TASK), number(MDC_ATTEMPT), millis, level, logger, text));
    }

    /** User code can write into the MDC, too. */
    private static int number(String key) {
        @Nullable String value = MDC.get(key);
        try {
            return value == null ? 0 : Math.max(0, Integer.parseInt(value));
        } catch (NumberFormatException overwritten) {
            return 0;
        }
    }

    private static String cut(String text, int maxCharacters) {
        if (text.length() <= maxCharacters) {
            return text;
        }
        int kept = maxCharacters - CUT_CHARACTERS;
        if (Character.isHighSurrogate(text.charAt(kept - 1))) {
            kept--;
        }
        return text.substring(0, kept) + "... (" + (text.length() - kept) + " characters more)";
    }

    /** What it takes of memory, about. */
    public long sizeBytes() {
        return FIXED_BYTES + 2L * (text.length() + logger.length());
    }
}
