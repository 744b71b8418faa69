package io.dataflow.api.codec;

import io.dataflow.api.failure.DataflowException;
import io.dataflow.api.failure.FailureKind;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Codecs that the program names in {@link EncodedBy}, and when two of its codecs are the same. */
final class OwnCodecs {
    private OwnCodecs() {}

    /** The class itself, a superclass or an interface, the nearest that names a codec; null if none does. */
    static @Nullable Class<?> annotated(Class<?> type) {
        if (type.isPrimitive() || type.isArray()) {
            return null;
        }
        Deque<Class<?>> interfaces = new ArrayDeque<>();
        for (Class<?> current = type; current != null; current = current.getSuperclass()) {
            if (current.isAnnotationPresent(EncodedBy.class)) {
                return current;
            }
            interfaces.addAll(List.of(current.getInterfaces()));
        }
        Set<Class<?>> seen = new HashSet<>();
        for (Class<?> next = interfaces.poll(); next != null; next = interfaces.poll()) {
            if (next.isAnnotationPresent(EncodedBy.class)) {
                return next;
            }
            if (seen.add(next)) {
                interfaces.addAll(List.of(next.getInterfaces()));
            }
        }
        return null;
    }

    /** The codec that the element's own annotation names; null without one. */
    static @Nullable Codec<?> of(AnnotatedElement element) {
        EncodedBy annotation = element.getAnnotation(EncodedBy.class);
        return annotation == null ? null : make(annotation.value());
    }

    private static Codec<?> make(Class<? extends Codec<?>> type) {
        if (type.isEnum()) {
            Codec<?>[] constants = type.getEnumConstants();
            if (constants.length == 1) {
                return constants[0];
            }
            throw refused(type, "is an enum of " + constants.length + " constants, not one", null);
        }
        try {
            MethodHandle constructor = MethodHandles.privateLookupIn(type, MethodHandles.lookup())
                    .findConstructor(type, MethodType.methodType(void.class));
            return (Codec<?>)
                    constructor.asType(MethodType.methodType(Codec.class)).invokeExact();
        } catch (NoSuchMethodException e) {
            throw refused(type, "has no constructor without parameters", e);
        } catch (IllegalAccessException e) {
            throw refused(
                    type,
                    "is kept closed by module " + type.getModule().getName() + "; add 'opens " + type.getPackageName()
                            + ";' to its module-info.java",
                    e);
        } catch (Error e) {
            throw e;
        } catch (Throwable e) {
            throw refused(type, "cannot be made: " + e, e);
        }
    }

    private static DataflowException refused(Class<?> type, String why, @Nullable Throwable cause) {
        return new DataflowException(
                FailureKind.INVALID_PLAN, "The codec " + type.getName() + ", which @EncodedBy names, " + why, cause);
    }

    /** Two codecs write the same bytes if they say that they are equal, or are of one class that has no state. */
    static boolean same(@Nullable Codec<?> left, @Nullable Codec<?> right) {
        if (left == right) {
            return true;
        }
        return left != null
                && right != null
                && (left.equals(right) || (left.getClass() == right.getClass() && isStateless(left.getClass())));
    }

    private static boolean isStateless(Class<?> type) {
        for (Class<?> current = type; current != null; current = current.getSuperclass()) {
            for (Field field : current.getDeclaredFields()) {
                if (!Modifier.isStatic(field.getModifiers())) {
                    return false;
                }
            }
        }
        return true;
    }
}
