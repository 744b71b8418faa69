package io.dataflow.runtime.operator;

import org.jspecify.annotations.Nullable;

/** What functions of the program give back. Not a part of the exception, whose methods HotSpot never inlines. */
final class UserCode {
    private UserCode() {}

    /**
     * What a function returned, unless that is null, which no record may be.
     *
     * @param operator that has the function; asked for its name when there is a failure
     */
    static <T> T nonNull(Object operator, @Nullable T value) throws UserCodeException {
        if (value == null) {
            throw new UserCodeException(
                    operator.toString(), new NullPointerException("returned null; records and keys never are"));
        }
        return value;
    }
}
