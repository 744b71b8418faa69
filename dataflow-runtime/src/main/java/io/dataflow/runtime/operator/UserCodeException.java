package io.dataflow.runtime.operator;

import io.dataflow.api.failure.DataflowException;
import org.jspecify.annotations.Nullable;

/** A function of the program threw; the cause is what it threw. */
public final class UserCodeException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String operator;

    UserCodeException(String operator, Throwable cause) {
        super("'" + operator + "' threw " + described(cause), cause);
        this.operator = operator;
    }

    private UserCodeException(String operator, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.operator = operator;
    }

    /** A function rejected more records than it may; {@code last} is what it rejected the last one with. */
    static UserCodeException tooMany(String operator, long limit, UserCodeException last) {
        String allowed = limit == 1 ? "the 1 record" : "the " + limit + " records";
        return new UserCodeException(
                operator,
                "'" + operator + "' rejected more than " + allowed + " that it may; the last one it rejected with "
                        + described(last.getCause()),
                last.getCause());
    }

    /**
     * What a function of the program threw, as its failure. What has a kind already keeps it, and what the JVM throws
     * for want of memory or of classes is not the function's: both are thrown on.
     */
    static UserCodeException thrown(String operator, Throwable thrown) {
        if (thrown instanceof UserCodeException reported) {
            return reported;
        }
        if (thrown instanceof DataflowException known) {
            throw known;
        }
        boolean memory = thrown instanceof VirtualMachineError && !(thrown instanceof StackOverflowError);
        boolean classes = thrown instanceof LinkageError && !(thrown instanceof ExceptionInInitializerError);
        if (memory || classes) {
            throw (Error) thrown;
        }
        return new UserCodeException(operator, thrown);
    }

    /** Exceptions of the program describe themselves with code of the program, which may fail too. */
    static String described(@Nullable Throwable cause) {
        if (cause == null) {
            return "nothing known";
        }
        try {
            return cause.toString();
        } catch (RuntimeException | StackOverflowError failure) {
            return cause.getClass().getName() + ", which cannot describe itself";
        }
    }

    /** Which operator the function belongs to. */
    public String operator() {
        return operator;
    }
}
