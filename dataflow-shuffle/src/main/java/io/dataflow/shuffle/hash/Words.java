package io.dataflow.shuffle.hash;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Bytes read eight at a time, the first byte least significant. */
final class Words {
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private Words() {}

    static int readInt(byte[] bytes, int offset) {
        return (int) INT.get(bytes, offset);
    }

    static void writeInt(byte[] bytes, int offset, int value) {
        INT.set(bytes, offset, value);
    }

    static long read(byte[] bytes, int offset) {
        return (long) LONG.get(bytes, offset);
    }

    static void write(byte[] bytes, int offset, long word) {
        LONG.set(bytes, offset, word);
    }

    /** The {@code length} bytes, 0 to 8 of them, at {@code offset}; the missing ones are zero. */
    static long readUpTo8(byte[] bytes, int offset, int length) {
        if (length == 0) {
            return 0;
        }
        int unused = (8 - length) << 3;
        if (offset + 8 <= bytes.length) {
            return (read(bytes, offset) << unused) >>> unused;
        }
        if (offset + length >= 8) {
            return read(bytes, offset + length - 8) >>> unused;
        }
        long word = 0;
        for (int i = length - 1; i >= 0; i--) {
            word = (word << 8) | (bytes[offset + i] & 0xFF);
        }
        return word;
    }
}
