package io.dataflow.api.codec;

import java.lang.reflect.AnnotatedParameterizedType;

/**
 * States a generic type where erasure hides it: {@code new TypeRef<Pair<String, List<Long>>>() {}}, with the braces.
 *
 * <pre>{@code
 * lines.map(line -> List.of(line.split(";"))).as(new TypeRef<List<String>>() {}).collect();
 * }</pre>
 */
public abstract class TypeRef<T> {
    private final ValueType type;

    /**
     * Reads the type from between the angle brackets of the subclass.
     *
     * @throws IllegalArgumentException if the subclass does not state it
     */
    protected TypeRef() {
        if (!(getClass().getAnnotatedSuperclass() instanceof AnnotatedParameterizedType parent)
                || getClass().getSuperclass() != TypeRef.class) {
            throw new IllegalArgumentException(
                    "Write new TypeRef<...>() {} with a type between the angle brackets, not "
                            + getClass().getName());
        }
        type = Codecs.typeOf(EncodedType.of(parent.getAnnotatedActualTypeArguments()[0]));
    }

    /** The type, with all its arguments. */
    public final ValueType type() {
        return type;
    }

    /** As in source: {@code Pair<String, Long>}. */
    @Override
    public final String toString() {
        return type.toString();
    }
}
