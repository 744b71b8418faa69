package io.dataflow.runtime.closure;

import io.dataflow.api.function.Tokenizer;
import io.dataflow.api.text.Text;
import java.io.Serializable;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Finds out which objects need not be serialized for a task in the same process, since it could not tell them from what would be
 * read: lambdas, records and other serializable objects, all of whose fields are final and not transient, whose classes do not say
 * themselves how they are written or read, and that hold nothing but values, immutable collections and such objects. Of Dataflow's
 * own classes it knows more. What it finds out about a class it keeps as long as that class lives; a look at an object costs a
 * tenth of a copy.
 *
 * <p>Safe for use by many threads.
 */
public final class HandOver {
    /** No program has more; those that do, or that lead back to themselves, are serialized. */
    private static final int MAX_LOOKS = 10_000;

    /** No program is nested deeper, and no thread's stack too small for so much. */
    private static final int MAX_DEPTH = 100;

    private static final Set<String> OWN_SERIALIZATION = Set.of(
            "writeReplace",
            "writeObject",
            "writeExternal",
            "readResolve",
            "readObject",
            "readObjectNoData",
            "readExternal");

    /** Never change, whatever their fields look like. */
    private static final Set<Class<?>> VALUES_OF_DATAFLOW = Set.of(Text.class, Tokenizer.class);

    private static final String LAMBDA_MARK = "$$Lambda";

    private final ClassValue<Shape> shapes = new ClassValue<>() {
        @Override
        protected Shape computeValue(Class<?> type) {
            return Shape.of(type);
        }
    };

    /**
     * What a class says of its instances.
     *
     * @param named the class that its serialized form names; null for one whose instances are never handed over
     * @param deciding the fields whose values decide about an instance
     */
    private record Shape(@Nullable Class<?> named, List<Field> deciding) {
        private static final Shape NEVER = new Shape(null, List.of());

        static Shape of(Class<?> type) {
            if (!Serializable.class.isAssignableFrom(type) || type.isArray()) {
                return NEVER;
            }
            List<Field> deciding = new ArrayList<>();
            for (Class<?> part = type; part != null && part != Object.class && part != Record.class; ) {
                if (!Immutability.isOutsideTheJdk(part) || hasOwnSerialization(part) || !add(part, deciding)) {
                    return NEVER;
                }
                part = part.getSuperclass();
            }
            return new Shape(isLambda(type) ? writerOf(type) : type, List.copyOf(deciding));
        }

        /** False if what a field of that class holds may change, or does not travel. */
        private static boolean add(Class<?> part, List<Field> deciding) {
            boolean ours = SharedCode.isShared(part.getName());
            for (Field field : part.getDeclaredFields()) {
                int modifiers = field.getModifiers();
                if (Modifier.isStatic(modifiers)) {
                    continue;
                } else if (!Modifier.isFinal(modifiers) || (Modifier.isTransient(modifiers) && !ours)) {
                    return false;
                }
                Class<?> declared = field.getType();
                if (declared.isPrimitive() || isValueType(declared) || (ours && isArrayOfPrimitives(declared))) {
                    continue;
                } else if (!field.trySetAccessible()) {
                    return false;
                }
                deciding.add(field);
            }
            return true;
        }

        private static boolean hasOwnSerialization(Class<?> type) {
            if (isLambda(type)) {
                return false;
            }
            for (Method method : type.getDeclaredMethods()) {
                if (OWN_SERIALIZATION.contains(method.getName())) {
                    return true;
                }
            }
            return false;
        }

        private static boolean isLambda(Class<?> type) {
            return type.isHidden() && type.isSynthetic() && type.getName().contains(LAMBDA_MARK);
        }

        /** The class that has the lambda expression in it. */
        private static Class<?> writerOf(Class<?> lambda) {
            String name = lambda.getName().substring(0, lambda.getName().indexOf(LAMBDA_MARK));
            try {
                return Class.forName(name, false, lambda.getClassLoader());
            } catch (ClassNotFoundException | LinkageError hidden) {
                return lambda.getNestHost();
            }
        }

        private static boolean isValueType(Class<?> type) {
            return Modifier.isFinal(type.getModifiers()) && Immutability.isValueType(type);
        }

        private static boolean isArrayOfPrimitives(Class<?> type) {
            return type.isArray() && type.getComponentType().isPrimitive();
        }
    }

    /**
     * Whether {@code object} may be given to others in place of a copy.
     *
     * @param met is told the classes that its serialized form would name
     */
    public boolean allows(Object object, Consumer<Class<?>> met) {
        return new Look(met).allows(object);
    }

    /** At one object and all that it leads to. */
    private final class Look {
        private final Consumer<Class<?>> met;
        private int looks;
        private int depth;

        Look(Consumer<Class<?>> met) {
            this.met = met;
        }

        boolean allows(@Nullable Object object) {
            if (object == null || isValue(object)) {
                return true;
            } else if (++looks > MAX_LOOKS || depth == MAX_DEPTH) {
                return false;
            }
            depth++;
            boolean allowed = allowsWithin(object);
            depth--;
            return allowed;
        }

        private boolean allowsWithin(Object object) {
            if (Immutability.isCollection(object)) {
                return object instanceof Map<?, ?> map
                        ? allowsAll(map.keySet()) && allowsAll(map.values())
                        : allowsAll((Collection<?>) object);
            }
            Shape shape = shapes.get(object.getClass());
            Class<?> named = shape.named();
            if (named == null) {
                return false;
            }
            met.accept(named);
            for (Field field : shape.deciding()) {
                if (!allows(valueOf(field, object))) {
                    return false;
                }
            }
            return true;
        }

        private boolean isValue(Object object) {
            if (object instanceof Class<?> type) {
                met.accept(type);
            } else if (object instanceof Enum<?> constant) {
                met.accept(constant.getDeclaringClass());
            }
            return Immutability.isValue(object) || VALUES_OF_DATAFLOW.contains(object.getClass());
        }

        private boolean allowsAll(Collection<?> objects) {
            for (Object object : objects) {
                if (!allows(object)) {
                    return false;
                }
            }
            return true;
        }
    }

    private static @Nullable Object valueOf(Field field, Object object) {
        try {
            return field.get(object);
        } catch (IllegalAccessException hidden) {
            throw new AssertionError(field + " was made accessible", hidden);
        }
    }
}
