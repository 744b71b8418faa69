package io.dataflow.api.function;

import io.dataflow.api.failure.DataflowException;
import io.dataflow.api.failure.FailureKind;
import java.io.IOException;
import java.io.Serializable;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a function of the program takes along from the place where it was written. It is looked at once, when its
 * operator is added, so that a capture that cannot travel is an error with the line that holds it.
 *
 * <p>Safe for use by many threads.
 */
public final class Captures {
    /** A function is sent with every stage that uses it; beyond this it costs more than the records of a small task. */
    static final long LARGE_BYTES = 100 * 1024;

    /** The largest function that is accepted: with its copies in transit it still fits the smallest supported heap. */
    static final long LIMIT_BYTES = 64L * 1024 * 1024;

    private static final Logger LOGGER = LoggerFactory.getLogger(Captures.class);

    private Captures() {}

    /**
     * Fails with {@link FailureKind#INVALID_PLAN} when {@code function} cannot be sent to a worker; the message names
     * the operator, the caller's line, what was captured and the remedy. Logs one warning when it is large.
     */
    public static void check(Object function, String operator) {
        check(function, operator, LIMIT_BYTES, LOGGER::warn);
    }

    static void check(Object function, String operator, long limitBytes, Consumer<String> warnings) {
        if (capturesNothing(function)) {
            return;
        }
        long sizeBytes;
        try {
            sizeBytes = BoundedCount.sizeBytes(function, limitBytes);
        } catch (BoundedCount.ExceededException e) {
            throw tooLarge(operator + " at " + CallSite.line(), limitBytes, e);
        } catch (IOException | RuntimeException | StackOverflowError e) {
            throw notSerializable(operator + " at " + CallSite.line(), function, limitBytes, e);
        }
        if (sizeBytes > LARGE_BYTES) {
            warnings.accept(
                    operator + " at " + CallSite.line() + " captures " + sizeBytes
                            + " bytes, which are sent with every stage that uses it; read the data with the task, or broadcast it");
        }
    }

    /** Whether it is a lambda of no values, of which only names are sent: most are, and to write them takes longer than to run a tiny job. */
    private static boolean capturesNothing(Object function) {
        Class<?> type = function.getClass();
        return type.isHidden()
                && type.isSynthetic()
                && function instanceof Serializable
                && type.getDeclaredFields().length == 0;
    }

    /** The bytes that {@code function} adds to a plan; fails as {@link #check} does when it cannot be sent. */
    public static long sizeBytes(Object function) {
        try {
            return BoundedCount.sizeBytes(function, LIMIT_BYTES);
        } catch (BoundedCount.ExceededException e) {
            throw tooLarge("The function at " + CallSite.line(), LIMIT_BYTES, e);
        } catch (IOException | RuntimeException | StackOverflowError e) {
            throw notSerializable("The function at " + CallSite.line(), function, LIMIT_BYTES, e);
        }
    }

    private static DataflowException tooLarge(String place, long limitBytes, Throwable cause) {
        return new DataflowException(
                FailureKind.INVALID_PLAN,
                place + " captures more than " + limitBytes
                        + " bytes; read the data with readText or another source, or broadcast it, instead of capturing it",
                cause);
    }

    private static DataflowException notSerializable(String place, Object function, long limitBytes, Throwable cause) {
        String message = place + " cannot be sent to a worker: " + CapturePath.describe(function, cause, limitBytes)
                + "; make it Serializable, mark the field transient, or create it in the task";
        return new DataflowException(FailureKind.INVALID_PLAN, message.replace('\n', ' '), cause);
    }
}
