package io.dataflow.api.function;

import io.dataflow.api.codec.Codecs;
import io.dataflow.api.codec.EncodedBy;
import io.dataflow.api.codec.ValueType;
import java.io.Serializable;
import java.lang.reflect.Type;
import java.util.Arrays;

/** The types of what functions return. */
public final class ResultTypes {
    private ResultTypes() {}

    /**
     * The type of a function's result when called with inputs of the given types, as far as it can be read: from the
     * method behind it and the {@link EncodedBy} on what that returns, or from what {@link Typed} says.
     */
    public static ValueType of(Serializable function, ValueType... inputs) {
        if (function instanceof Typed<?, ?> typed) {
            return typed.type();
        }
        Type[] types = Arrays.stream(inputs).map(ValueType::javaType).toArray(Type[]::new);
        return Codecs.typeOf(LambdaTypes.returnType(function, Codecs::javaType, types));
    }
}
