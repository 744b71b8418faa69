package io.dataflow.runtime.operator;

import org.jspecify.annotations.Nullable;

/** A function of the program threw; the cause is what it threw. */
public final class UserCodeException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String operator;

    UserCodeException(String operator, Throwable cause) {
        super("'" + operator + "' threw " + cause, cause);
        this.operator = operator;
    }

    /** Which operator the function belongs to. */
    public String operator() {
        return operator;
    }

    /** What a function returned, unless that is null, which no record may be. */
    static Object nonNull(String operator, @Nullable Object value) throws UserCodeException {
        if (value == null) {
            throw new UserCodeException(operator, new NullPointerException("returned null; records and keys never are"));
        }
        return value;
    }
}
