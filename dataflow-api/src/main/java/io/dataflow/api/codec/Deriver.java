package io.dataflow.api.codec;

import io.dataflow.api.failure.DataflowException;
import io.dataflow.api.failure.FailureKind;
import java.io.Serializable;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.TypeVariable;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds the encoding of a type by walking down its components. Remembers the way, so that a refusal can tell it. Used for
 * one derivation; confined to one thread.
 */
final class Deriver {
    static final String REMEDY =
            "use boxed primitives, String, Text, java.time, records, enums, sealed interfaces of records,"
                    + " collections and arrays of these, or state the type with .as(...), or give the class a codec"
                    + " with @EncodedBy, .as(type, codec) or Typed.returning(type, codec, function)";

    /** Types that nest deeper grow without end, such as {@code record Nest<T>(T value, Nest<List<T>> inner)}. */
    private static final int MAX_TYPE_DEPTH = 200;

    /** Too general to say how values look, common where a compiler inferred the type. */
    private static final Set<Class<?>> TAGGED = Set.of(
            Object.class,
            Number.class,
            Comparable.class,
            CharSequence.class,
            Serializable.class,
            Record.class,
            Enum.class);

    private final ClassLoader loader;
    private @Nullable TaggedEncoding tagged;
    private final Map<ValueType, Encoding> known = new HashMap<>();

    /** Record components and the types around, as objects: they are written out in a refusal only. */
    private final Deque<Object> path = new ArrayDeque<>();

    Deriver(ClassLoader loader, @Nullable TaggedEncoding tagged) {
        this.loader = loader;
        this.tagged = tagged;
    }

    Encoding derive(ValueType type) {
        if (type.codec() != null) {
            return new OwnEncoding(type.raw(), type.codec());
        }
        Encoding simple = simple(type.raw());
        if (simple != null) {
            return simple;
        }
        Encoding before = known.get(type);
        if (before != null) {
            return before;
        }
        if (path.size() > MAX_TYPE_DEPTH) {
            throw refused(type.raw(), "nests more than " + MAX_TYPE_DEPTH + " types deep; " + REMEDY);
        }
        return TAGGED.contains(type.raw()) ? tagged() : structured(type);
    }

    private static @Nullable Encoding simple(Class<?> raw) {
        Encoding encoding = PrimitiveEncodings.of(raw);
        if (encoding == null) {
            encoding = TextEncodings.of(raw);
        }
        if (encoding == null && raw.isArray()) {
            encoding = ArrayEncodings.ofPrimitive(raw);
        }
        return encoding != null ? encoding : rare(raw);
    }

    /** Asked by package, so that a JVM that starts need not load the encodings of types that it does not use. */
    private static @Nullable Encoding rare(Class<?> raw) {
        return switch (raw.getPackageName()) {
            case "java.math" -> NumberEncodings.of(raw);
            case "java.time" -> TimeEncodings.of(raw);
            default -> null;
        };
    }

    private TaggedEncoding tagged() {
        TaggedEncoding encoding = tagged;
        if (encoding == null) {
            encoding = new TaggedEncoding(loader);
            tagged = encoding;
        }
        return encoding;
    }

    private Encoding structured(ValueType type) {
        Class<?> raw = type.raw();
        Class<?> annotated = OwnCodecs.annotated(raw);
        Codec<?> own = annotated == null ? null : ownCodec(annotated);
        if (own != null) {
            return new OwnEncoding(raw, own);
        }
        if (Enum.class.isAssignableFrom(raw)) {
            // A constant with a body is of a class of its own.
            return new EnumEncoding(raw.isEnum() ? raw : raw.getSuperclass());
        }
        if (raw.isArray()) {
            return new ArrayEncodings.OfReferences(raw.getComponentType(), inside(type, type.element()));
        }
        if (raw == TaggedRecord.class) {
            return taggedRecord(type);
        }
        boolean sealed = raw.isSealed() && raw.isInterface();
        return raw.isRecord() || sealed ? recursive(type) : collection(type);
    }

    private Encoding taggedRecord(ValueType type) {
        Encoding[] encodings = new Encoding[type.arguments().size()];
        for (int i = 0; i < encodings.length; i++) {
            encodings[i] = inside(type, type.arguments().get(i));
        }
        return new TaggedRecordEncoding(encodings);
    }

    private @Nullable Codec<?> ownCodec(Class<?> annotated) {
        try {
            return OwnCodecs.of(annotated);
        } catch (DataflowException e) {
            throw refused(annotated, "cannot be encoded: " + e.getMessage());
        }
    }

    /** While a type is being derived, it is known as what will stand for it inside of itself. */
    private Encoding recursive(ValueType type) {
        RecursiveEncoding itself = new RecursiveEncoding();
        known.put(type, itself);
        Encoding encoding = type.raw().isRecord() ? recordOf(type) : sealedOf(type);
        itself.complete(encoding);
        known.put(type, encoding);
        return encoding;
    }

    private Encoding recordOf(ValueType type) {
        Class<?> raw = type.raw();
        Map<TypeVariable<?>, ValueType> bindings = bindings(type);
        RecordComponent[] components = raw.getRecordComponents();
        Encoding[] encodings = new Encoding[components.length];
        for (int i = 0; i < components.length; i++) {
            path.addLast(components[i]);
            encodings[i] = derive(typeOf(components[i], bindings));
            path.removeLast();
        }
        try {
            return RecordEncoding.of(raw, encodings);
        } catch (IllegalAccessException e) {
            throw refused(
                    raw,
                    "is a record that Dataflow may not read; add 'opens " + raw.getPackageName()
                            + ";' to the module-info.java of " + raw.getModule().getName());
        }
    }

    private ValueType typeOf(RecordComponent component, Map<TypeVariable<?>, ValueType> bindings) {
        try {
            return TypeResolver.resolve(EncodedType.of(component.getAnnotatedType()), bindings);
        } catch (DataflowException e) {
            throw refused(component.getType(), "cannot be encoded: " + e.getMessage());
        }
    }

    private Encoding sealedOf(ValueType type) {
        requireArguments(type);
        Class<?>[] permitted = type.raw().getPermittedSubclasses();
        Encoding[] encodings = new Encoding[permitted.length];
        for (int i = 0; i < permitted.length; i++) {
            encodings[i] = inside(type, TypeResolver.subtype(permitted[i], type));
        }
        return new SealedEncoding(type.raw(), permitted, encodings);
    }

    private Encoding collection(ValueType type) {
        Class<?> raw = type.raw();
        if (raw == List.class || raw == ArrayList.class) {
            return new CollectionEncodings.OfList(inside(type, argument(type, 0)));
        }
        if (raw == Collection.class) {
            return new CollectionEncodings.OfCollection(inside(type, argument(type, 0)));
        }
        if (raw == Set.class || raw == LinkedHashSet.class || raw == HashSet.class) {
            return new CollectionEncodings.OfSet(inside(type, argument(type, 0)));
        }
        if (raw == Map.class || raw == LinkedHashMap.class || raw == HashMap.class) {
            Encoding key = inside(type, argument(type, 0));
            return new CollectionEncodings.OfMap(key, inside(type, argument(type, 1)));
        }
        if (raw == Optional.class) {
            return new CollectionEncodings.OfOptional(inside(type, argument(type, 0)));
        }
        throw refused(raw, "cannot be encoded; " + REMEDY);
    }

    private Encoding inside(ValueType outer, ValueType inner) {
        path.addLast(outer);
        Encoding encoding = derive(inner);
        path.removeLast();
        return encoding;
    }

    private ValueType argument(ValueType type, int index) {
        requireArguments(type);
        return type.arguments().isEmpty() ? ValueType.UNKNOWN : type.arguments().get(index);
    }

    private Map<TypeVariable<?>, ValueType> bindings(ValueType type) {
        requireArguments(type);
        return TypeResolver.bindings(type);
    }

    private void requireArguments(ValueType type) {
        int expected = type.raw().getTypeParameters().length;
        int given = type.arguments().size();
        if (given != 0 && given != expected) {
            throw refused(type.raw(), "has " + expected + " type parameters, not " + given);
        }
    }

    private DataflowException refused(Class<?> raw, String why) {
        StringBuilder way = new StringBuilder();
        for (Object step : path) {
            way.append(way.length() == 0 ? "" : " -> ").append(describe(step));
        }
        way.append(way.length() == 0 ? "" : ": ")
                .append(raw.getTypeName())
                .append(' ')
                .append(why);
        return new DataflowException(FailureKind.INVALID_PLAN, way.toString());
    }

    private static String describe(Object step) {
        return step instanceof RecordComponent component
                ? ValueType.of(component.getDeclaringRecord()) + "." + component.getName()
                : step.toString();
    }
}
