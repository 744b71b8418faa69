package io.dataflow.files;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.dataflow.api.codec.ValueType;
import java.io.IOException;
import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds the JSON of a type by walking down its components. A type within itself gets the shape that is being made. */
final class JsonShapes {
    private static final Set<Class<?>> LISTS = Set.of(List.class, ArrayList.class, Collection.class);
    private static final Set<Class<?>> SETS = Set.of(Set.class, LinkedHashSet.class, HashSet.class);
    private static final Set<Class<?>> MAPS = Set.of(Map.class, LinkedHashMap.class, HashMap.class);

    private final boolean strict;
    private final Map<ValueType, OfRecord> known = new HashMap<>();
    private String where = "";

    JsonShapes(boolean strict) {
        this.strict = strict;
    }

    JsonShape of(ValueType type) {
        Class<?> raw = type.raw();
        if (type.isUnknown()) {
            return new OfAnything(this);
        }
        Scalar scalar = Scalar.of(raw);
        if (scalar != null) {
            return Number.class.isAssignableFrom(raw)
                    ? new JsonShape.OfNumber(raw)
                    : raw == Boolean.class ? new JsonShape.OfBoolean() : new JsonShape.OfScalar(scalar);
        }
        if (raw == Optional.class) {
            return new OfOptional(argument(type, 0));
        }
        if (LISTS.contains(raw) || SETS.contains(raw)) {
            return new OfCollection(argument(type, 0), SETS.contains(raw));
        }
        if (MAPS.contains(raw)) {
            return new OfMap(keyScalar(type), argument(type, 1));
        }
        if (raw.isArray()) {
            Class<?> component = raw.getComponentType();
            Class<?> boxed = component.isPrimitive()
                    ? Array.get(Array.newInstance(component, 1), 0).getClass()
                    : component;
            return new OfArray(component, of(new ValueType(boxed, type.arguments())));
        }
        if (raw.isRecord()) {
            return record(type);
        }
        throw JsonShape.refused(where, type);
    }

    private JsonShape argument(ValueType type, int index) {
        return of(
                type.arguments().isEmpty()
                        ? ValueType.UNKNOWN
                        : type.arguments().get(index));
    }

    private Scalar keyScalar(ValueType type) {
        ValueType key = type.arguments().isEmpty()
                ? ValueType.of(String.class)
                : type.arguments().get(0);
        Scalar scalar = Scalar.of(key.isUnknown() ? String.class : key.raw());
        if (scalar == null) {
            throw JsonShape.refused(where + "the key of a map, ", key);
        }
        return scalar;
    }

    private JsonShape record(ValueType type) {
        OfRecord before = known.get(type);
        if (before != null) {
            return before;
        }
        RecordType record = RecordType.of(type);
        OfRecord shape = new OfRecord(record, strict);
        known.put(type, shape);
        String outer = where;
        for (int i = 0; i < record.parts().size(); i++) {
            RecordType.Part part = record.parts().get(i);
            where = type.raw().getSimpleName() + "." + part.name() + ", ";
            shape.parts[i] = of(part.type());
        }
        where = outer;
        return shape;
    }

    private static final class OfRecord extends JsonShape {
        private final RecordType type;
        private final boolean strict;
        private final JsonShape[] parts;

        /** By the names of components. */
        private final Map<String, Integer> indexes = new HashMap<>();

        /** By their letters and digits; -1 where that is ambiguous. */
        private final Map<String, Integer> plainIndexes = new HashMap<>();

        OfRecord(RecordType type, boolean strict) {
            this.type = type;
            this.strict = strict;
            this.parts = new JsonShape[type.parts().size()];
            for (int i = 0; i < parts.length; i++) {
                indexes.put(type.parts().get(i).name(), i);
                plainIndexes.merge(plain(type.parts().get(i).name()), i, (one, other) -> -1);
            }
        }

        private static String plain(String name) {
            StringBuilder plain = new StringBuilder();
            name.codePoints().filter(Character::isLetterOrDigit).forEach(plain::appendCodePoint);
            return plain.toString().toLowerCase(Locale.ROOT);
        }

        @Override
        @Nullable
        Object read(JsonParser parser) throws IOException {
            if (parser.currentToken() == JsonToken.VALUE_NULL) {
                return null;
            }
            if (parser.currentToken() != JsonToken.START_OBJECT) {
                throw unexpected(parser, "an object");
            }
            @Nullable Object[] values = new @Nullable Object[parts.length];
            long exact = 0;
            boolean[] given = new boolean[parts.length];
            for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
                Integer same = indexes.get(name);
                int index = same != null ? same : plainIndexes.getOrDefault(plain(name), -1);
                parser.nextToken();
                if (index < 0 && strict) {
                    throw bad(parser, "no component has the name " + name);
                }
                // The exact name wins over a similar one, whichever comes first.
                boolean taken = index >= 0 && (same != null || index >= Long.SIZE || (exact & (1L << index)) == 0);
                if (!taken) {
                    parser.skipChildren();
                    continue;
                }
                if (same != null && index < Long.SIZE) {
                    exact |= 1L << index;
                }
                values[index] = parts[index].read(parser);
                given[index] = true;
            }
            return build(parser, values, given);
        }

        private Object build(JsonParser parser, @Nullable Object[] values, boolean[] given) {
            for (int i = 0; i < parts.length; i++) {
                if (!given[i]) {
                    values[i] = parts[i].missing();
                }
                RecordType.Part part = type.parts().get(i);
                if (values[i] == null && part.primitive()) {
                    throw bad(
                            parser,
                            part.name() + " is " + (given[i] ? "null" : "missing") + ", and " + part.type()
                                    + " as a primitive has no null");
                }
            }
            try {
                return type.construct(values);
            } catch (BadValueException refused) {
                throw bad(parser, refused.problem());
            }
        }

        @Override
        void write(@Nullable Object value, JsonGenerator generator) throws IOException {
            if (value == null) {
                generator.writeNull();
                return;
            }
            generator.writeStartObject();
            for (int i = 0; i < parts.length; i++) {
                RecordType.Part part = type.parts().get(i);
                generator.writeFieldName(part.name());
                parts[i].write(part.of(value), generator);
            }
            generator.writeEndObject();
        }
    }

    private static final class OfOptional extends JsonShape {
        private final JsonShape value;

        OfOptional(JsonShape value) {
            this.value = value;
        }

        @Override
        Object read(JsonParser parser) throws IOException {
            return Optional.ofNullable(value.read(parser));
        }

        @Override
        Object missing() {
            return Optional.empty();
        }

        @Override
        void write(@Nullable Object optional, JsonGenerator generator) throws IOException {
            value.write(optional == null ? null : ((Optional<?>) optional).orElse(null), generator);
        }
    }

    private static final class OfCollection extends JsonShape {
        private final JsonShape element;
        private final boolean set;

        OfCollection(JsonShape element, boolean set) {
            this.element = element;
            this.set = set;
        }

        @Override
        @Nullable
        Object read(JsonParser parser) throws IOException {
            if (parser.currentToken() == JsonToken.VALUE_NULL) {
                return null;
            }
            if (parser.currentToken() != JsonToken.START_ARRAY) {
                throw unexpected(parser, "an array");
            }
            Collection<@Nullable Object> elements = set ? new LinkedHashSet<>() : new ArrayList<>();
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                elements.add(element.read(parser));
            }
            return elements;
        }

        @Override
        void write(@Nullable Object value, JsonGenerator generator) throws IOException {
            if (value == null) {
                generator.writeNull();
                return;
            }
            generator.writeStartArray();
            for (Object each : (Collection<?>) value) {
                element.write(each, generator);
            }
            generator.writeEndArray();
        }
    }

    private static final class OfArray extends JsonShape {
        private final Class<?> component;
        private final JsonShape element;

        OfArray(Class<?> component, JsonShape element) {
            this.component = component;
            this.element = element;
        }

        @Override
        @Nullable
        Object read(JsonParser parser) throws IOException {
            if (parser.currentToken() == JsonToken.VALUE_NULL) {
                return null;
            }
            if (parser.currentToken() != JsonToken.START_ARRAY) {
                throw unexpected(parser, "an array");
            }
            List<@Nullable Object> elements = new ArrayList<>();
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                Object each = element.read(parser);
                if (each == null && component.isPrimitive()) {
                    throw unexpected(parser, "of the type " + component.getName());
                }
                elements.add(each);
            }
            Object array = Array.newInstance(component, elements.size());
            for (int i = 0; i < elements.size(); i++) {
                Array.set(array, i, elements.get(i));
            }
            return array;
        }

        @Override
        void write(@Nullable Object array, JsonGenerator generator) throws IOException {
            if (array == null) {
                generator.writeNull();
                return;
            }
            generator.writeStartArray();
            for (int i = 0; i < Array.getLength(array); i++) {
                element.write(Array.get(array, i), generator);
            }
            generator.writeEndArray();
        }
    }

    private static final class OfMap extends JsonShape {
        private final Scalar key;
        private final JsonShape value;

        OfMap(Scalar key, JsonShape value) {
            this.key = key;
            this.value = value;
        }

        @Override
        @Nullable
        Object read(JsonParser parser) throws IOException {
            if (parser.currentToken() == JsonToken.VALUE_NULL) {
                return null;
            }
            if (parser.currentToken() != JsonToken.START_OBJECT) {
                throw unexpected(parser, "an object");
            }
            Map<Object, @Nullable Object> map = new LinkedHashMap<>();
            for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
                Object parsed = key(parser, name);
                parser.nextToken();
                map.put(parsed, value.read(parser));
            }
            return map;
        }

        private Object key(JsonParser parser, String name) {
            try {
                return key.parse(name);
            } catch (RuntimeException refused) {
                throw bad(parser, "the name is not " + key.described());
            }
        }

        @Override
        void write(@Nullable Object map, JsonGenerator generator) throws IOException {
            if (map == null) {
                generator.writeNull();
                return;
            }
            generator.writeStartObject();
            for (Map.Entry<?, ?> entry : ((Map<?, ?>) map).entrySet()) {
                generator.writeFieldName(key.print(entry.getKey()));
                value.write(entry.getValue(), generator);
            }
            generator.writeEndObject();
        }
    }

    /** Plain values; what is written may be of any type that has a shape. */
    private static final class OfAnything extends JsonShape {
        private final JsonShapes shapes;

        OfAnything(JsonShapes shapes) {
            this.shapes = shapes;
        }

        @Override
        @Nullable
        Object read(JsonParser parser) throws IOException {
            return switch (parser.currentToken()) {
                case VALUE_NULL -> null;
                case VALUE_TRUE -> true;
                case VALUE_FALSE -> false;
                case VALUE_STRING -> parser.getText();
                case VALUE_NUMBER_INT -> whole(parser);
                case VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
                case START_ARRAY -> new OfCollection(this, false).read(parser);
                case START_OBJECT -> {
                    Map<String, @Nullable Object> map = new LinkedHashMap<>();
                    for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
                        parser.nextToken();
                        map.put(name, read(parser));
                    }
                    yield map;
                }
                default -> throw unexpected(parser, "a value");
            };
        }

        private static Object whole(JsonParser parser) throws IOException {
            return parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER
                    ? parser.getBigIntegerValue()
                    : (Object) parser.getLongValue();
        }

        @Override
        void write(@Nullable Object value, JsonGenerator generator) throws IOException {
            if (value == null) {
                generator.writeNull();
                return;
            }
            shapes.ofClass(value).write(value, generator);
        }
    }

    private final Map<Class<?>, JsonShape> byClass = new java.util.concurrent.ConcurrentHashMap<>();

    private JsonShape ofClass(Object value) {
        JsonShape before = byClass.get(value.getClass());
        if (before != null) {
            return before;
        }
        JsonShape shape = new JsonShapes(strict).of(ValueType.of(general(value)));
        byClass.put(value.getClass(), shape);
        return shape;
    }

    /** The interface of a collection whose class says less. */
    private static Class<?> general(Object value) {
        if (value instanceof List) {
            return List.class;
        }
        if (value instanceof Set) {
            return Set.class;
        }
        return value instanceof Map ? Map.class : value.getClass();
    }
}
