package io.dataflow.api.codec;

import io.dataflow.api.codec.Elements.Header;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Collections. What is decoded belongs to the caller, who may change it. */
final class CollectionEncodings {
    private CollectionEncodings() {}

    /** Lists, and collections that are no sets, in their own order. */
    static final class OfList extends Nesting {
        private final Encoding element;

        OfList(Encoding element) {
            this.element = element;
        }

        @Override
        void encodeInside(Object value, ByteOutput output) {
            Elements.write(((Collection<?>) value).toArray(), element, output);
        }

        @Override
        Object decodeInside(ByteInput input) {
            Header header = Header.read(input);
            List<@Nullable Object> values = new ArrayList<>(header.count());
            for (int i = 0; i < header.count(); i++) {
                values.add(header.isNull(i) ? null : element.decode(input));
            }
            return values;
        }

        @Override
        boolean ordered() {
            return element.ordered();
        }

        @Override
        void encodeOrdered(Object value, ByteOutput output) {
            Elements.writeOrdered(((Collection<?>) value).toArray(), element, output);
        }
    }

    /** A collection of unknown kind: one that is a set is put in order, because its own may depend on the JVM. */
    static final class OfCollection extends Nesting {
        private final OfList list;
        private final Encoding element;

        OfCollection(Encoding element) {
            this.list = new OfList(element);
            this.element = element;
        }

        @Override
        void encodeInside(Object value, ByteOutput output) {
            if (value instanceof Set<?> set) {
                OfSet.encodeSorted(set, element, output);
            } else {
                list.encodeInside(value, output);
            }
        }

        @Override
        Object decodeInside(ByteInput input) {
            return list.decodeInside(input);
        }
    }

    /** The layout of a list, sorted by the elements' bytes, each once; null is the first. */
    static final class OfSet extends Nesting {
        private final Encoding element;

        OfSet(Encoding element) {
            this.element = element;
        }

        @Override
        void encodeInside(Object value, ByteOutput output) {
            encodeSorted((Set<?>) value, element, output);
        }

        static void encodeSorted(Set<?> set, Encoding element, ByteOutput output) {
            @Nullable Object[] values = set.toArray();
            int from = output.length();
            int[] ends = new int[values.length];
            int nonNull = 0;
            for (Object value : values) {
                if (value != null) {
                    element.encode(value, output);
                    ends[nonNull++] = output.length();
                }
            }
            int nulls = nonNull < values.length ? 1 : 0;
            int count = Elements.sort(output, from, Arrays.copyOf(ends, nonNull));
            byte[] sorted = Arrays.copyOfRange(output.bytes(), from, output.length());
            output.truncate(from);
            output.writeVarInt(((count + nulls) << 1) | nulls);
            for (int i = 0; i < nulls * ((count + nulls + 7) / 8); i++) {
                output.writeByte(i == 0 ? 1 : 0);
            }
            output.writeBytes(sorted);
        }

        @Override
        Object decodeInside(ByteInput input) {
            Header header = Header.read(input);
            Set<@Nullable Object> values = new LinkedHashSet<>();
            for (int i = 0; i < header.count(); i++) {
                values.add(header.isNull(i) ? null : element.decode(input));
            }
            return values;
        }
    }

    /** A varint of the number of entries; each with 1 for a null key plus 2 for a null value, the key, the value; sorted. */
    static final class OfMap extends Nesting {
        private static final int NULL_KEY = 1;
        private static final int NULL_VALUE = 2;

        private final Encoding key;
        private final Encoding value;

        OfMap(Encoding key, Encoding value) {
            this.key = key;
            this.value = value;
        }

        @Override
        void encodeInside(Object map, ByteOutput output) {
            Object[] entries = ((Map<?, ?>) map).entrySet().toArray();
            int from = output.length();
            int[] ends = new int[entries.length];
            for (int i = 0; i < entries.length; i++) {
                encodeEntry((Map.Entry<?, ?>) entries[i], output);
                ends[i] = output.length();
            }
            int count = Elements.sort(output, from, ends);
            byte[] sorted = Arrays.copyOfRange(output.bytes(), from, output.length());
            output.truncate(from);
            output.writeVarInt(count);
            output.writeBytes(sorted);
        }

        private void encodeEntry(Map.Entry<?, ?> entry, ByteOutput output) {
            Object entryKey = entry.getKey();
            Object entryValue = entry.getValue();
            output.writeByte((entryKey == null ? NULL_KEY : 0) | (entryValue == null ? NULL_VALUE : 0));
            if (entryKey != null) {
                key.encode(entryKey, output);
            }
            if (entryValue != null) {
                value.encode(entryValue, output);
            }
        }

        @Override
        Object decodeInside(ByteInput input) {
            int count = input.readCount(1);
            Map<@Nullable Object, @Nullable Object> entries = new LinkedHashMap<>();
            for (int i = 0; i < count; i++) {
                int nulls = input.readByte();
                if (nulls > (NULL_KEY | NULL_VALUE)) {
                    throw input.malformed("map entry");
                }
                Object entryKey = (nulls & NULL_KEY) != 0 ? null : key.decode(input);
                entries.put(entryKey, (nulls & NULL_VALUE) != 0 ? null : value.decode(input));
            }
            return entries;
        }
    }

    /** 0 when empty; 1 and the value. */
    static final class OfOptional extends Nesting {
        private final Encoding element;

        OfOptional(Encoding element) {
            this.element = element;
        }

        @Override
        void encodeInside(Object value, ByteOutput output) {
            Optional<?> optional = (Optional<?>) value;
            output.writeByte(optional.isPresent() ? 1 : 0);
            if (optional.isPresent()) {
                element.encode(optional.get(), output);
            }
        }

        @Override
        Object decodeInside(ByteInput input) {
            return PrimitiveEncodings.readBoolean(input) ? Optional.of(element.decode(input)) : Optional.empty();
        }

        @Override
        boolean ordered() {
            return element.ordered();
        }

        @Override
        void encodeOrdered(Object value, ByteOutput output) {
            Optional<?> optional = (Optional<?>) value;
            output.writeByte(optional.isPresent() ? 1 : 0);
            if (optional.isPresent()) {
                element.encodeOrdered(optional.get(), output);
            }
        }
    }
}
