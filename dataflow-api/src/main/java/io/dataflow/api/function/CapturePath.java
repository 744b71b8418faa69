package io.dataflow.api.function;

import java.io.IOException;
import java.io.NotSerializableException;
import java.io.Serializable;
import java.lang.invoke.MethodHandleInfo;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The way from a function to the first thing in it that cannot be serialized, in words. It follows at each step the
 * first part that fails on its own, so custom {@code writeObject} methods are judged by what they do.
 *
 * <p>Confined to the thread that asks.
 */
final class CapturePath {
    /** Deeper than what a person follows; it bounds the search, which serializes each part once per step. */
    private static final int MAX_STEPS = 64;

    /** Elements of one array or collection that are looked at. */
    private static final int MAX_ELEMENTS = 100_000;

    private record Part(String name, Object value) {}

    private final long limitBytes;
    private final StringBuilder words = new StringBuilder();

    private CapturePath(long limitBytes) {
        this.limitBytes = limitBytes;
    }

    /** Describes the first culprit in {@code function}, which failed to serialize with {@code failure}. */
    static String describe(Object function, Throwable failure, long limitBytes) {
        return new CapturePath(limitBytes).walk(function, failure);
    }

    private String walk(Object function, Throwable failure) {
        words.append(rootName(function));
        Set<Object> visited = Collections.newSetFromMap(new IdentityHashMap<>());
        Object current = function;
        Throwable cause = failure;
        for (int step = 0; step < MAX_STEPS && current instanceof Serializable && visited.add(current); step++) {
            Part failing = null;
            for (Part part : parts(current)) {
                Throwable partFailure = visited.contains(part.value()) ? null : failureOf(part.value());
                if (partFailure != null) {
                    failing = part;
                    cause = partFailure;
                    break;
                }
            }
            if (failing == null) {
                break;
            }
            words.append(failing.name());
            current = failing.value();
        }
        return words.append(verdict(current, cause)).toString();
    }

    private static String rootName(Object function) {
        SerializedLambda lambda = lambdaOf(function);
        if (lambda == null) {
            return "the function of type " + typeName(function.getClass());
        }
        return lambda.getImplMethodName().startsWith("lambda$") ? "the lambda" : "the method reference";
    }

    private static String verdict(Object culprit, Throwable cause) {
        if (!(culprit instanceof Serializable)) {
            return ", which is not Serializable";
        }
        if (cause instanceof NotSerializableException) {
            return ", which holds an object of type " + cause.getMessage() + ", which is not Serializable";
        }
        if (cause instanceof StackOverflowError) {
            return ", which is nested too deeply to be serialized";
        }
        return ", which fails to serialize with " + cause;
    }

    private @Nullable Throwable failureOf(Object value) {
        try {
            BoundedCount.sizeBytes(value, limitBytes);
            return null;
        } catch (IOException | RuntimeException | StackOverflowError e) {
            return e;
        }
    }

    private static List<Part> parts(Object object) {
        SerializedLambda lambda = lambdaOf(object);
        if (lambda != null) {
            return captures(lambda);
        }
        if (object instanceof Object[] array) {
            return elements(List.of("element"), Arrays.asList(array));
        }
        boolean ofTheJdk = object.getClass().getClassLoader() == null;
        if (ofTheJdk && object instanceof Collection<?> collection) {
            return elements(List.of("element"), collection);
        }
        if (ofTheJdk && object instanceof Map<?, ?> map) {
            List<Object> entries = new ArrayList<>();
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                entries.add(entry.getKey());
                entries.add(entry.getValue());
            }
            return elements(List.of("key", "value"), entries);
        }
        Object written = writtenFor(object);
        return written == object
                ? fields(object)
                : List.of(new Part(" (written as " + typeName(written.getClass()) + ")", written));
    }

    private static List<Part> captures(SerializedLambda lambda) {
        boolean bound = lambda.getImplMethodKind() == MethodHandleInfo.REF_invokeVirtual
                || lambda.getImplMethodKind() == MethodHandleInfo.REF_invokeSpecial
                || lambda.getImplMethodKind() == MethodHandleInfo.REF_invokeInterface;
        boolean written = lambda.getImplMethodName().startsWith("lambda$");
        List<Part> parts = new ArrayList<>();
        int locals = 0;
        for (int i = 0; i < lambda.getCapturedArgCount(); i++) {
            Object value = lambda.getCapturedArg(i);
            boolean receiver = bound && i == 0;
            locals += receiver ? 0 : 1;
            if (value == null) {
                continue;
            }
            String type = typeName(value.getClass());
            if (receiver) {
                parts.add(new Part((written ? " captures 'this' (" : " captures its receiver (") + type + ")", value));
            } else {
                parts.add(new Part(" with captured argument " + locals + " of type " + type, value));
            }
        }
        return parts;
    }

    private static List<Part> elements(List<String> names, Collection<?> values) {
        List<Part> parts = new ArrayList<>();
        int index = 0;
        for (Object value : values) {
            if (index == MAX_ELEMENTS) {
                break;
            }
            if (value != null) {
                String name = names.get(index % names.size()) + " " + index / names.size();
                parts.add(new Part(", " + name + " of type " + typeName(value.getClass()), value));
            }
            index++;
        }
        return parts;
    }

    private static List<Part> fields(Object object) {
        List<Part> parts = new ArrayList<>();
        Class<?> type = object.getClass();
        while (type != null && Serializable.class.isAssignableFrom(type)) {
            for (Field field : type.getDeclaredFields()) {
                Object value = valueOf(field, object);
                if (value != null) {
                    String name = field.getName().startsWith("this$")
                            ? ", the enclosing object"
                            : ", field '" + field.getName() + "'";
                    parts.add(new Part(name + " of type " + typeName(value.getClass()), value));
                }
            }
            type = type.getSuperclass();
        }
        return parts;
    }

    private static @Nullable Object valueOf(Field field, Object owner) {
        boolean written = !Modifier.isStatic(field.getModifiers()) && !Modifier.isTransient(field.getModifiers());
        if (!written || field.getType().isPrimitive() || !field.trySetAccessible()) {
            return null;
        }
        try {
            return field.get(owner);
        } catch (IllegalAccessException e) {
            return null;
        }
    }

    private static @Nullable SerializedLambda lambdaOf(Object object) {
        try {
            return object instanceof Serializable ? SerializedForm.ofLambda(object) : null;
        } catch (IOException | RuntimeException e) {
            return null;
        }
    }

    private static Object writtenFor(Object object) {
        try {
            return SerializedForm.of(object);
        } catch (IOException | RuntimeException e) {
            return object;
        }
    }

    /** The class as its author knows it: that of a lambda is named by its interface and where it was written. */
    private static String typeName(Class<?> type) {
        int generated = type.getName().indexOf("$$Lambda");
        if (generated > 0 && type.getInterfaces().length > 0) {
            return "lambda of type " + type.getInterfaces()[0].getName() + " in "
                    + type.getName().substring(0, generated);
        }
        return type.getTypeName();
    }
}
