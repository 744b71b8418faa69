package io.dataflow.api.codec;

/** The position in the permits clause as a varint, and the value as what is permitted there. */
final class SealedEncoding extends Nesting {
    private final Class<?> type;
    private final Class<?>[] permitted;
    private final Encoding[] encodings;

    SealedEncoding(Class<?> type, Class<?>[] permitted, Encoding[] encodings) {
        this.type = type;
        this.permitted = permitted;
        this.encodings = encodings;
    }

    @Override
    void encodeInside(Object value, ByteOutput output) {
        int tag = tagOf(value);
        output.writeVarInt(tag);
        encodings[tag].encode(value, output);
    }

    private int tagOf(Object value) {
        for (int i = 0; i < permitted.length; i++) {
            if (permitted[i].isInstance(value)) {
                return i;
            }
        }
        throw new ClassCastException(value.getClass().getName() + " is no " + type.getName());
    }

    @Override
    Object decodeInside(ByteInput input) {
        int tag = input.readVarInt();
        if (tag < 0 || tag >= encodings.length) {
            throw input.malformed("a kind of " + type.getName() + ", not number " + Integer.toUnsignedString(tag));
        }
        return encodings[tag].decode(input);
    }

    @Override
    boolean ordered() {
        for (Encoding encoding : encodings) {
            if (!encoding.ordered()) {
                return false;
            }
        }
        return true;
    }

    /** By position, in four bytes, then as what it is. */
    @Override
    void encodeOrdered(Object value, ByteOutput output) {
        int tag = tagOf(value);
        output.writeIntBigEndian(tag);
        encodings[tag].encodeOrdered(value, output);
    }
}
