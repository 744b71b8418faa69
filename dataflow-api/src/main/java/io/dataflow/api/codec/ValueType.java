package io.dataflow.api.codec;

import java.io.Serializable;
import java.lang.reflect.Type;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A type as far as Dataflow knows it: a class, the types of its type arguments, and a codec if the program gave it one.
 * Serializable, unlike {@link java.lang.reflect.Type}, so that a plan can carry it to where the codec is derived.
 *
 * <p>Two types are equal when their codecs are, too. Codecs of one class without fields are, and others if they say so:
 * a codec with fields is best a record.
 *
 * <pre>{@code
 * ValueType pairs = ValueType.of(Pair.class, ValueType.of(String.class), ValueType.of(Long.class));
 * }</pre>
 *
 * @param raw never primitive: {@code int} is {@code Integer}
 * @param arguments empty when the class is not generic, or when its arguments are unknown; of an array its element, or
 *     empty when nothing more is known of that than its class
 * @param codec the codec given for exactly this use of the class; null where the class itself decides
 */
public record ValueType(Class<?> raw, List<ValueType> arguments, @Nullable Codec<?> codec) implements Serializable {
    private static final long serialVersionUID = 2L;

    /** Nothing is known; values carry their class along. */
    public static final ValueType UNKNOWN = new ValueType(Object.class, List.of());

    public ValueType {
        arguments = List.copyOf(arguments);
    }

    /** A type without a codec of its own. */
    public ValueType(Class<?> raw, List<ValueType> arguments) {
        this(raw, arguments, null);
    }

    /** A class with the types of its arguments; none where it is not generic, or they are unknown. */
    public static ValueType of(Class<?> raw, ValueType... arguments) {
        return new ValueType(raw, List.of(arguments));
    }

    /** A class whose values the codec encodes, whatever may be known of the class itself. */
    public static <T> ValueType of(Class<T> raw, Codec<? super T> codec) {
        return new ValueType(raw, List.of(), codec);
    }

    /** Whether nothing is known, so that values carry their class along. */
    public boolean isUnknown() {
        return raw == Object.class && codec == null;
    }

    /** Whether this type or one of its arguments was given a codec. */
    public boolean hasCodec() {
        return codec != null || arguments.stream().anyMatch(ValueType::hasCodec);
    }

    /** The type of an array's elements. */
    ValueType element() {
        return arguments.isEmpty() ? of(TypeResolver.boxed(raw.getComponentType())) : arguments.get(0);
    }

    /** As a type of the Java language, with an {@link EncodedType} where there is a codec. */
    public Type javaType() {
        return codec == null ? plainType() : new EncodedType(plainType(), codec);
    }

    private Type plainType() {
        if (arguments.isEmpty()) {
            return raw;
        }
        Type[] types = arguments.stream().map(ValueType::javaType).toArray(Type[]::new);
        return raw.isArray()
                ? new EncodedType.ArrayOf(types[0])
                : new EncodedType.Parameterized(raw, types, raw.getDeclaringClass());
    }

    /** Written out, because the generated method takes a cold JVM fifty milliseconds to set up. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ValueType that
                && raw == that.raw
                && arguments.equals(that.arguments)
                && OwnCodecs.same(codec, that.codec);
    }

    @Override
    public int hashCode() {
        return 31 * raw.hashCode() + arguments.hashCode();
    }

    /** As in source, without packages: {@code Pair<String, Long>}. */
    @Override
    public String toString() {
        if (isUnknown()) {
            return "?";
        }
        if (raw.isArray()) {
            Class<?> component = raw.getComponentType();
            return (component.isPrimitive() || component == Object.class
                            ? component.getSimpleName()
                            : element().toString())
                    + "[]";
        }
        return arguments.isEmpty()
                ? name()
                : name() + "<"
                        + String.join(
                                ", ",
                                arguments.stream().map(ValueType::toString).toList()) + ">";
    }

    private String name() {
        String canonical = raw.getCanonicalName();
        if (canonical == null) {
            return raw.getSimpleName();
        }
        String packageName = raw.getPackageName();
        return packageName.isEmpty() ? canonical : canonical.substring(packageName.length() + 1);
    }
}
