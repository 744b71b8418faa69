package io.dataflow.api.codec;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.RecordComponent;

/**
 * A Java record: a bit for each component that is no primitive, lowest first, set for null, in as many bytes as that takes;
 * then the components, those that are null left out. A record without components is one byte, 0.
 */
final class RecordEncoding extends Nesting {
    private final Class<?> type;
    private final Component[] components;
    private final int nullBytes;

    /** Bits of the last null byte that belong to no component. */
    private final int unusedBits;

    /** {@code (ByteInput, int) -> Object}: reads the components, whose null bits begin there, and constructs the record. */
    private final MethodHandle decoder;

    private RecordEncoding(Class<?> type, Component[] components, int references, MethodHandle decoder) {
        this.type = type;
        this.components = components;
        this.nullBytes = components.length == 0 ? 1 : (references + 7) / 8;
        this.unusedBits = references == 8 * nullBytes ? 0 : 0xFF & (0xFF << (references & 7));
        this.decoder = decoder;
    }

    /** Throws IllegalAccessException when the record's module keeps it to itself. */
    static RecordEncoding of(Class<?> type, Encoding[] encodings) throws IllegalAccessException {
        MethodHandles.Lookup lookup = MethodHandles.privateLookupIn(type, MethodHandles.lookup());
        RecordComponent[] declared = type.getRecordComponents();
        Component[] components = new Component[declared.length];
        Class<?>[] types = new Class<?>[declared.length];
        int references = 0;
        for (int i = 0; i < declared.length; i++) {
            types[i] = declared[i].getType();
            MethodHandle accessor = lookup.unreflect(declared[i].getAccessor());
            int nullBit = types[i].isPrimitive() ? -1 : references++;
            components[i] = Component.of(declared[i], accessor, encodings[i], nullBit);
        }
        try {
            MethodHandle constructor = lookup.findConstructor(type, MethodType.methodType(void.class, types));
            return new RecordEncoding(type, components, references, RecordDecoder.of(constructor, components));
        } catch (NoSuchMethodException e) {
            throw new LinkageError("Record without canonical constructor: " + type.getName(), e);
        }
    }

    @Override
    void encodeInside(Object value, ByteOutput output) {
        Object owner = type.cast(value);
        int nullsAt = output.length();
        for (int i = 0; i < nullBytes; i++) {
            output.writeByte(0);
        }
        for (Component component : components) {
            component.encode(owner, output, nullsAt);
        }
    }

    @Override
    Object decodeInside(ByteInput input) {
        int nullsAt = input.position();
        input.skip(nullBytes);
        byte[] bytes = input.bytes();
        if (nullBytes > 0 && (bytes[nullsAt + nullBytes - 1] & unusedBits) != 0) {
            throw input.malformed("record " + type.getName());
        }
        try {
            return (Object) decoder.invokeExact(input, nullsAt);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new AssertionError("A checked exception from " + type.getName(), e);
        }
    }

    @Override
    boolean ordered() {
        for (Component component : components) {
            if (!component.encoding.ordered()) {
                return false;
            }
        }
        return true;
    }

    /** Component by component: a primitive's ordered bytes; 0 for null, else 1 and the ordered bytes. */
    @Override
    void encodeOrdered(Object value, ByteOutput output) {
        Object owner = type.cast(value);
        for (Component component : components) {
            component.encodeOrdered(owner, output);
        }
        if (components.length == 0) {
            output.writeByte(0);
        }
    }
}
