package io.dataflow.runtime.closure;

import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Proves of objects that were read that nothing in them can change, so that one of them does for many who would otherwise
 * each read their own. All fields of such an object are final and hold primitives or such objects; lambdas are
 * objects whose fields are what they captured. What it cannot look into, and what has a way of its own to be read,
 * it takes for mutable.
 *
 * <p>Confined to one thread.
 */
final class Immutability {
    /** A look at one object takes about a microsecond: whoever asks waits for ten milliseconds at most. */
    static final int MAX_OBJECTS = 10_000;

    private static final Set<Class<?>> VALUES = Set.of(
            String.class,
            Boolean.class,
            Byte.class,
            Character.class,
            Short.class,
            Integer.class,
            Long.class,
            Float.class,
            Double.class,
            BigInteger.class,
            BigDecimal.class,
            UUID.class,
            Locale.class,
            Pattern.class);

    /** Of the JDK's collections those that nobody can change; what they hold is looked at. */
    private static final Set<Class<?>> COLLECTIONS = Set.of(
            List.of(1).getClass(),
            List.of(1, 2, 3).getClass(),
            Set.of(1).getClass(),
            Set.of(1, 2, 3).getClass(),
            Map.of(1, 1).getClass(),
            Map.of(1, 1, 2, 2).getClass());

    private static final Set<String> OWN_READING =
            Set.of("readObject", "readObjectNoData", "readResolve", "readExternal");

    private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());

    private Immutability() {}

    /** Whether {@code object} and all that it leads to is proved to be so. */
    static boolean of(Object object) {
        return new Immutability().holds(object);
    }

    private boolean holds(@Nullable Object object) {
        if (object == null || isValue(object) || !seen.add(object)) {
            return true;
        }
        if (seen.size() > MAX_OBJECTS) {
            return false;
        }
        Class<?> type = object.getClass();
        if (type.isArray()) {
            return Array.getLength(object) == 0;
        } else if (isCollection(object)) {
            return object instanceof Map<?, ?> map
                    ? hold(map.keySet()) && hold(map.values())
                    : hold((Collection<?>) object);
        }
        return isOutsideTheJdk(type) && fieldsHold(object, type);
    }

    /** Constants and classes are the same for all who read them. */
    static boolean isValue(Object object) {
        return object instanceof Enum<?> || object instanceof Class<?> || isValueType(object.getClass());
    }

    /** Whether instances of the very class are values. */
    static boolean isValueType(Class<?> type) {
        return VALUES.contains(type) || type.getPackageName().equals("java.time");
    }

    /** Whether nobody can change which objects are in it. */
    static boolean isCollection(Object object) {
        return COLLECTIONS.contains(object.getClass());
    }

    static boolean isOutsideTheJdk(Class<?> type) {
        ClassLoader loader = type.getClassLoader();
        return loader != null && !SharedCode.isJdkLoader(loader);
    }

    private boolean hold(Collection<?> objects) {
        for (Object object : objects) {
            if (!holds(object)) {
                return false;
            }
        }
        return true;
    }

    private boolean fieldsHold(Object object, Class<?> type) {
        for (Class<?> part = type; part != null && part != Object.class && part != Record.class; ) {
            if (!isOutsideTheJdk(part) || isReadInItsOwnWay(part)) {
                return false;
            }
            for (Field field : part.getDeclaredFields()) {
                if (!Modifier.isStatic(field.getModifiers()) && !holds(object, field)) {
                    return false;
                }
            }
            part = part.getSuperclass();
        }
        return true;
    }

    private boolean holds(Object owner, Field field) {
        if (!Modifier.isFinal(field.getModifiers())) {
            return false;
        }
        try {
            return field.getType().isPrimitive() || (field.trySetAccessible() && holds(field.get(owner)));
        } catch (IllegalAccessException hidden) {
            return false;
        }
    }

    /** Such code might tell one reading from another. That of Dataflow does not. */
    private static boolean isReadInItsOwnWay(Class<?> type) {
        if (SharedCode.isShared(type.getName())) {
            return false;
        }
        for (Method method : type.getDeclaredMethods()) {
            if (OWN_READING.contains(method.getName())) {
                return true;
            }
        }
        return false;
    }
}
