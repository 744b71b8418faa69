package io.dataflow.api.codec;

import io.dataflow.api.failure.DataflowException;
import io.dataflow.api.failure.FailureKind;
import io.dataflow.api.text.Text;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Values of which only the value tells the class: a byte that is the position in {@link #TAGGED}, or {@link #NAMED} and
 * the class's name as in {@link Class#getName}; then the value as of that class, its type arguments unknown.
 */
final class TaggedEncoding extends Nesting {
    /** By tag. Written to disk and to the wire: appended to, never changed. Tag 0 is never written. */
    private static final List<Class<?>> TAGGED = List.of(
            void.class,
            Boolean.class,
            Byte.class,
            Short.class,
            Character.class,
            Integer.class,
            Long.class,
            Float.class,
            Double.class,
            String.class,
            Text.class,
            byte[].class,
            BigInteger.class,
            BigDecimal.class,
            UUID.class,
            LocalDate.class,
            LocalTime.class,
            LocalDateTime.class,
            Instant.class,
            Duration.class,
            ZonedDateTime.class,
            OffsetDateTime.class,
            Year.class,
            YearMonth.class,
            Optional.class,
            List.class,
            Set.class,
            Map.class);

    /** A record, an enum, an array or a class that names its codec; its name follows. */
    private static final int NAMED = 255;

    private final ClassLoader loader;

    /** By class of a value and by name read: as many as the program has classes that occur in the data. */
    private final ConcurrentHashMap<Class<?>, Kind> kinds = new ConcurrentHashMap<>();

    private final ConcurrentHashMap<String, Kind> named = new ConcurrentHashMap<>();
    private final AtomicReferenceArray<@Nullable Kind> tagged = new AtomicReferenceArray<>(TAGGED.size());

    /** What is written before a value, and how the value is. */
    private record Kind(int tag, String name, Encoding encoding) {}

    TaggedEncoding(ClassLoader loader) {
        this.loader = loader;
    }

    @Override
    void encodeInside(Object value, ByteOutput output) {
        Kind kind = kinds.get(value.getClass());
        if (kind == null) {
            kind = kindOf(value);
        }
        output.writeByte(kind.tag);
        if (kind.tag == NAMED) {
            output.writeUtf8(kind.name);
        }
        kind.encoding.encode(value, output);
    }

    private Kind kindOf(Object value) {
        Class<?> type = value.getClass();
        Class<?> annotated = OwnCodecs.annotated(type);
        if (annotated != null) {
            type = annotated;
        } else if (value instanceof List<?>) {
            type = List.class;
        } else if (value instanceof Set<?>) {
            type = Set.class;
        } else if (value instanceof Map<?, ?>) {
            type = Map.class;
        } else if (value instanceof Enum<?> constant) {
            type = constant.getDeclaringClass();
        }
        int tag = TAGGED.indexOf(type);
        Kind kind = tag > 0 ? tagged(tag) : named(type);
        kinds.put(value.getClass(), kind);
        return kind;
    }

    private Kind tagged(int tag) {
        Kind kind = tagged.get(tag);
        if (kind == null) {
            kind = new Kind(tag, "", new Deriver(loader, this).derive(ValueType.of(TAGGED.get(tag))));
            tagged.set(tag, kind);
        }
        return kind;
    }

    private Kind named(Class<?> type) {
        Kind known = named.get(type.getName());
        if (known != null) {
            return known;
        }
        if (!isNamed(type)) {
            throw new DataflowException(
                    FailureKind.BAD_DATA,
                    "A value of " + type.getTypeName()
                            + " cannot be encoded, and its type was not known when the plan was" + " built; "
                            + Deriver.REMEDY);
        }
        try {
            Kind kind = new Kind(NAMED, type.getName(), new Deriver(loader, this).derive(ValueType.of(type)));
            named.put(type.getName(), kind);
            return kind;
        } catch (DataflowException e) {
            throw new DataflowException(FailureKind.BAD_DATA, String.valueOf(e.getMessage()), e);
        }
    }

    private static boolean isNamed(Class<?> type) {
        return type.isRecord()
                || type.isEnum()
                || (type.isArray() && type != byte[].class)
                || type.isAnnotationPresent(EncodedBy.class);
    }

    @Override
    Object decodeInside(ByteInput input) {
        int tag = input.readByte();
        Kind kind = tag > 0 && tag < TAGGED.size() ? tagged(tag) : readNamed(tag, input);
        return kind.encoding.decode(input);
    }

    private Kind readNamed(int tag, ByteInput input) {
        if (tag != NAMED) {
            throw input.malformed("the tag of a value, not " + tag);
        }
        String name = input.readUtf8();
        Kind known = named.get(name);
        if (known != null) {
            return known;
        }
        try {
            Class<?> type = Class.forName(name, false, loader);
            if (!isNamed(type)) {
                throw input.malformed("the name of a record, an enum, an array or a class with a codec, not " + name);
            }
            return named(type);
        } catch (ClassNotFoundException | LinkageError e) {
            throw new DataflowException(
                    FailureKind.BAD_DATA,
                    "The bytes name the class " + name + ", which cannot be loaded here: " + e,
                    e);
        }
    }
}
