package io.dataflow.api.codec;

import java.lang.reflect.ParameterizedType;

/**
 * States a generic type where erasure hides it: {@code new TypeRef<Pair<String, List<Long>>>() {}}, with the braces.
 */
public abstract class TypeRef<T> {
    private final ValueType type;

    protected TypeRef() {
        if (!(getClass().getGenericSuperclass() instanceof ParameterizedType parent)
                || parent.getRawType() != TypeRef.class) {
            throw new IllegalArgumentException(
                    "Write new TypeRef<...>() {} with a type between the angle brackets, not "
                            + getClass().getName());
        }
        type = Codecs.typeOf(parent.getActualTypeArguments()[0]);
    }

    public final ValueType type() {
        return type;
    }

    /** As in source: {@code Pair<String, Long>}. */
    @Override
    public final String toString() {
        return type.toString();
    }
}
