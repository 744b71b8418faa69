package io.dataflow.api;

import io.dataflow.api.codec.Codecs;
import io.dataflow.api.codec.ValueType;
import io.dataflow.api.failure.DataflowException;
import io.dataflow.api.failure.FailureKind;
import io.dataflow.api.function.CallSite;
import io.dataflow.api.function.ResultTypes;
import io.dataflow.api.function.Tokenizer;
import java.io.Serializable;
import java.util.Collection;

/** What can be known of the types of a program, from its functions. */
final class Types {
    private Types() {}

    static ValueType resultOf(Serializable function, ValueType input) {
        return ResultTypes.of(function, input);
    }

    static ValueType elementOf(Serializable function, ValueType input) {
        if (function instanceof Tokenizer) {
            return input;
        }
        ValueType result = resultOf(function, input);
        boolean lists = result.raw() == Iterable.class || Collection.class.isAssignableFrom(result.raw());
        return lists && result.arguments().size() == 1 ? result.arguments().get(0) : ValueType.UNKNOWN;
    }

    /** Refuses, in the name of the operator, a type that cannot become bytes. */
    static void check(String operator, String role, ValueType type) {
        try {
            Codecs.check(type);
        } catch (DataflowException refused) {
            throw new DataflowException(
                    FailureKind.INVALID_PLAN,
                    operator + " at " + CallSite.line() + ": the " + role + " cannot be encoded. "
                            + refused.getMessage());
        }
    }
}
