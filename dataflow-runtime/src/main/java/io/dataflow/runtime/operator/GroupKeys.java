package io.dataflow.runtime.operator;

import io.dataflow.api.codec.ByteOutput;

/**
 * How records that are to meet by key are ordered: length of the key, key, side, order of the value. The length makes a
 * key's bytes no prefix of another's, so that all records of a key stand together, one side after the other.
 */
final class GroupKeys {
    private GroupKeys() {}

    /** Begins the sort key of a record with its key. */
    static void appendKey(byte[] key, int offset, int length, ByteOutput output) {
        output.writeIntBigEndian(length);
        output.writeBytes(key, offset, length);
    }

    /** How many bytes the length, the key and the side take. */
    static int prefixLength(byte[] bytes, int offset) {
        return Integer.BYTES + keyLength(bytes, offset) + 1;
    }

    static int keyLength(byte[] bytes, int offset) {
        return (bytes[offset] & 0xFF) << 24
                | (bytes[offset + 1] & 0xFF) << 16
                | (bytes[offset + 2] & 0xFF) << 8
                | (bytes[offset + 3] & 0xFF);
    }

    static int side(byte[] bytes, int offset) {
        return bytes[offset + Integer.BYTES + keyLength(bytes, offset)];
    }
}
