package io.dataflow.api.codec;

/** The ordinal as a varint; ordered by ordinal, in two bytes. */
@SuppressWarnings("EnumOrdinal") // the format is the ordinal: short, and the order of the constants
final class EnumEncoding extends Encoding {
    private final Class<?> type;
    private final Object[] constants;

    EnumEncoding(Class<?> type) {
        this.type = type;
        this.constants = type.getEnumConstants();
    }

    @Override
    void encode(Object value, ByteOutput output) {
        output.writeVarInt(((Enum<?>) type.cast(value)).ordinal());
    }

    @Override
    Object decode(ByteInput input) {
        int ordinal = input.readVarInt();
        if (ordinal < 0 || ordinal >= constants.length) {
            throw input.malformed(
                    "a constant of " + type.getName() + ", not number " + Integer.toUnsignedString(ordinal));
        }
        return constants[ordinal];
    }

    @Override
    boolean ordered() {
        return true;
    }

    /** A class file has room for fewer than 65,536 constants. */
    @Override
    void encodeOrdered(Object value, ByteOutput output) {
        output.writeShortBigEndian(((Enum<?>) type.cast(value)).ordinal());
    }
}
