package io.dataflow.api.codec;

import java.io.Serializable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A type as far as Dataflow knows it: a class, and the types of its type arguments. Serializable, unlike
 * {@link java.lang.reflect.Type}, so that a plan can carry it to where the codec is derived.
 *
 * @param raw never primitive: {@code int} is {@code Integer}
 * @param arguments empty when the class is not generic, or when its arguments are unknown
 */
public record ValueType(Class<?> raw, List<ValueType> arguments) implements Serializable {
    private static final long serialVersionUID = 1L;

    /** Nothing is known; values carry their class along. */
    public static final ValueType UNKNOWN = new ValueType(Object.class, List.of());

    public ValueType {
        arguments = List.copyOf(arguments);
    }

    public static ValueType of(Class<?> raw, ValueType... arguments) {
        return new ValueType(raw, List.of(arguments));
    }

    public boolean isUnknown() {
        return raw == Object.class;
    }

    /** Written out, because the generated method takes a cold JVM fifty milliseconds to set up. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ValueType that && raw == that.raw && arguments.equals(that.arguments);
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
                            : new ValueType(component, arguments).toString())
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
