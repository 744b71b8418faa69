package io.dataflow.shuffle.sort;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * The first eight bytes of a key as a {@code long} whose signed order is the unsigned order of those bytes. A shorter
 * key is padded with zeros, so equal prefixes say nothing yet.
 */
final class KeyPrefix {
    private static final int BYTES = 8;
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private KeyPrefix() {}

    static long of(byte[] bytes, int offset, int length) {
        if (length >= BYTES) {
            return (long) LONG.get(bytes, offset) ^ Long.MIN_VALUE;
        }
        long prefix = 0;
        for (int i = 0; i < length; i++) {
            prefix |= (bytes[offset + i] & 0xFFL) << (56 - 8 * i);
        }
        return prefix ^ Long.MIN_VALUE;
    }

    /** Compares two keys whose prefixes are equal. */
    static int compareRest(byte[] a, int aOffset, int aLength, byte[] b, int bOffset, int bLength) {
        if (aLength <= BYTES || bLength <= BYTES) {
            // The shorter is the start of the other, or both are equal: what pads it is zeros in the other.
            return Integer.compare(aLength, bLength);
        }
        return Arrays.compareUnsigned(a, aOffset + BYTES, aOffset + aLength, b, bOffset + BYTES, bOffset + bLength);
    }
}
