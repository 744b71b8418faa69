package io.dataflow.kryo;

import com.esotericsoftware.kryo.kryo5.Kryo;
import com.esotericsoftware.kryo.kryo5.Serializer;
import com.esotericsoftware.kryo.kryo5.io.Input;
import com.esotericsoftware.kryo.kryo5.io.Output;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;

/**
 * Hash collections as a varint of their size and their entries in the order of their unsigned bytes: their own order
 * depends on their history, and equal ones must have equal bytes.
 */
final class CanonicalSerializers {
    private static final int FIRST_BYTES = 64;

    private CanonicalSerializers() {}

    private static void writeSorted(byte[][] entries, Output output) {
        Arrays.sort(entries, Arrays::compareUnsigned);
        output.writeVarInt(entries.length, true);
        for (byte[] entry : entries) {
            output.writeBytes(entry);
        }
    }

    private static int readSize(Input input) {
        int size = input.readVarInt(true);
        ((BoundedInput) input).require(size, 1);
        return size;
    }

    @SuppressWarnings("NonApiType") // Kryo knows serializers by the class they are for
    static final class OfHashSet extends Serializer<HashSet<Object>> {
        @Override
        public void write(Kryo kryo, Output output, HashSet<Object> set) {
            byte[][] entries = new byte[set.size()][];
            int next = 0;
            for (Object value : set) {
                Output scratch = new Output(FIRST_BYTES, -1);
                kryo.writeClassAndObject(scratch, value);
                entries[next++] = scratch.toBytes();
            }
            writeSorted(entries, output);
        }

        @Override
        public HashSet<Object> read(Kryo kryo, Input input, Class<? extends HashSet<Object>> type) {
            HashSet<Object> set = new HashSet<>();
            for (int i = readSize(input); i > 0; i--) {
                set.add(kryo.readClassAndObject(input));
            }
            return set;
        }
    }

    @SuppressWarnings("NonApiType") // Kryo knows serializers by the class they are for
    static final class OfHashMap extends Serializer<HashMap<Object, Object>> {
        @Override
        public void write(Kryo kryo, Output output, HashMap<Object, Object> map) {
            byte[][] entries = new byte[map.size()][];
            int next = 0;
            for (Map.Entry<Object, Object> entry : map.entrySet()) {
                Output scratch = new Output(FIRST_BYTES, -1);
                kryo.writeClassAndObject(scratch, entry.getKey());
                kryo.writeClassAndObject(scratch, entry.getValue());
                entries[next++] = scratch.toBytes();
            }
            writeSorted(entries, output);
        }

        @Override
        public HashMap<Object, Object> read(Kryo kryo, Input input, Class<? extends HashMap<Object, Object>> type) {
            HashMap<Object, Object> map = new HashMap<>();
            for (int i = readSize(input); i > 0; i--) {
                Object key = kryo.readClassAndObject(input);
                map.put(key, kryo.readClassAndObject(input));
            }
            return map;
        }
    }
}
