package io.dataflow.api.codec;

import io.dataflow.api.failure.DataflowException;
import io.dataflow.api.failure.FailureKind;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * A growing array of bytes that codecs append to; reset and used again for the next value. It holds at most
 * {@link #MAX_BYTES}; more is refused as {@code BAD_DATA}. Confined to one thread.
 */
public final class ByteOutput {
    /** 1 GiB: below the largest array of every JVM, so that growing never overflows an int. */
    public static final int MAX_BYTES = 1 << 30;

    /** A longer array, which one long record took, is not kept for the next ones. */
    private static final int MAX_KEPT_BYTES = 1 << 20;

    private static final int MAX_VAR_INT_BYTES = 5;
    private static final int MAX_VAR_LONG_BYTES = 10;

    private static final VarHandle INT_BIG = view(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONG_BIG = view(long[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INT_LITTLE = view(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONG_LITTLE = view(long[].class, ByteOrder.LITTLE_ENDIAN);

    private byte[] bytes;
    private int length;
    private int depth;

    /** With room for a short record; it grows. */
    public ByteOutput() {
        this(256);
    }

    /**
     * With room for so many bytes; it grows.
     *
     * @throws IllegalArgumentException if that is negative, or more than a record may have
     */
    public ByteOutput(int initialBytes) {
        if (initialBytes < 0 || initialBytes > MAX_BYTES) {
            throw new IllegalArgumentException("initialBytes must be 0 to " + MAX_BYTES + ", not " + initialBytes);
        }
        bytes = new byte[initialBytes];
    }

    private static VarHandle view(Class<?> arrayType, ByteOrder order) {
        return MethodHandles.byteArrayViewVarHandle(arrayType, order);
    }

    /** Forgets all bytes; keeps the array, unless that is very long. */
    public void reset() {
        if (bytes.length > MAX_KEPT_BYTES) {
            bytes = new byte[MAX_KEPT_BYTES];
        }
        length = 0;
        depth = 0;
    }

    /** Forgets the bytes from {@code length} on, such as what an encoder wrote before it failed. */
    public void truncate(int length) {
        if (length < 0 || length > this.length) {
            throw new IllegalArgumentException("length must be 0 to " + this.length + ", not " + length);
        }
        this.length = length;
    }

    /** The array behind this output; its first {@link #length()} bytes are valid until the next write. */
    public byte[] bytes() {
        return bytes;
    }

    /** How many bytes are written. */
    public int length() {
        return length;
    }

    /** A copy of the bytes written so far. */
    public byte[] toByteArray() {
        return Arrays.copyOf(bytes, length);
    }

    /** Makes room for so many more bytes. */
    public void ensure(int additionalBytes) {
        if (additionalBytes > bytes.length - length) {
            grow(additionalBytes);
        }
    }

    private void grow(long additionalBytes) {
        long needed = length + additionalBytes;
        if (needed > MAX_BYTES) {
            throw new DataflowException(
                    FailureKind.BAD_DATA,
                    "A record does not fit: it needs " + needed + " bytes or more, and at most " + MAX_BYTES
                            + " can be encoded; split it into smaller records");
        }
        bytes = Arrays.copyOf(bytes, (int) Math.min(MAX_BYTES, Math.max(needed, 2L * bytes.length)));
    }

    /** Appends the low eight bits. */
    public void writeByte(int value) {
        if (length == bytes.length) {
            grow(1);
        }
        bytes[length++] = (byte) value;
    }

    /** Appends all of {@code source}. */
    public void writeBytes(byte[] source) {
        writeBytes(source, 0, source.length);
    }

    /** Appends {@code count} bytes of {@code source}, from its index {@code offset} on. */
    public void writeBytes(byte[] source, int offset, int count) {
        ensure(count);
        System.arraycopy(source, offset, bytes, length, count);
        length += count;
    }

    /** Appends an unsigned number, seven bits a byte, lowest first: 1 to 5 bytes. */
    public void writeVarInt(int value) {
        ensure(MAX_VAR_INT_BYTES);
        length = putVarInt(value, length);
    }

    private int putVarInt(int value, int at) {
        int position = at;
        int rest = value;
        while ((rest & ~0x7F) != 0) {
            bytes[position++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        bytes[position++] = (byte) rest;
        return position;
    }

    /** Appends an unsigned number, seven bits a byte, lowest first: 1 to 10 bytes. */
    public void writeVarLong(long value) {
        ensure(MAX_VAR_LONG_BYTES);
        int position = length;
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            bytes[position++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        bytes[position++] = (byte) rest;
        length = position;
    }

    /** Appends a signed number as {@link #writeVarLong}, small magnitudes in few bytes: 0, -1, 1, -2 are 0, 1, 2, 3. */
    public void writeZigZag(long value) {
        writeVarLong((value << 1) ^ (value >> 63));
    }

    /** Appends the low two bytes, the highest first. */
    public void writeShortBigEndian(int value) {
        ensure(Short.BYTES);
        bytes[length++] = (byte) (value >> 8);
        bytes[length++] = (byte) value;
    }

    /** Appends four bytes, the highest first. */
    public void writeIntBigEndian(int value) {
        ensure(Integer.BYTES);
        INT_BIG.set(bytes, length, value);
        length += Integer.BYTES;
    }

    /** Appends eight bytes, the highest first. */
    public void writeLongBigEndian(long value) {
        ensure(Long.BYTES);
        LONG_BIG.set(bytes, length, value);
        length += Long.BYTES;
    }

    /** Appends four bytes, the lowest first. */
    public void writeIntLittleEndian(int value) {
        ensure(Integer.BYTES);
        INT_LITTLE.set(bytes, length, value);
        length += Integer.BYTES;
    }

    /** Appends eight bytes, the lowest first. */
    public void writeLongLittleEndian(long value) {
        ensure(Long.BYTES);
        LONG_LITTLE.set(bytes, length, value);
        length += Long.BYTES;
    }

    /** Overwrites a byte that was written before. */
    public void setByte(int position, int value) {
        if (position < 0 || position >= length) {
            throw new IllegalArgumentException("position must be 0 to " + (length - 1) + ", not " + position);
        }
        bytes[position] = (byte) value;
    }

    /** Appends the number of UTF-8 bytes as a {@link #writeVarInt varint}, then the bytes; refuses lone surrogates. */
    public void writeUtf8(String value) {
        int count = value.length();
        ensureLong((long) count + MAX_VAR_INT_BYTES);
        int start = length;
        int position = putVarInt(count, start);
        int index = putAscii(value, position);
        if (index == count) {
            length = position + count;
            return;
        }
        // Longer than its characters: the count must be written again, and may take more bytes.
        long utf8Bytes = index + Utf8.length(value, index);
        ensureLong(utf8Bytes + MAX_VAR_INT_BYTES);
        int asciiFrom = position;
        position = putVarIntSize((int) utf8Bytes, start);
        System.arraycopy(bytes, asciiFrom, bytes, position, index);
        putVarInt((int) utf8Bytes, start);
        length = Utf8.put(value, index, bytes, position + index);
    }

    private void ensureLong(long additionalBytes) {
        if (additionalBytes > bytes.length - length) {
            grow(additionalBytes);
        }
    }

    /** Where the bytes after a varint at {@code start} begin. */
    private static int putVarIntSize(int value, int start) {
        return start + (31 - Integer.numberOfLeadingZeros(value | 1)) / 7 + 1;
    }

    /** Puts characters while they are ASCII; the index of the first that is not, or the string's length. */
    private int putAscii(String value, int at) {
        byte[] target = bytes;
        int count = value.length();
        for (int i = 0; i < count; i++) {
            char c = value.charAt(i);
            if (c >= 0x80) {
                return i;
            }
            target[at + i] = (byte) c;
        }
        return count;
    }

    /** Appends UTF-8 bytes so that they order as {@link #writeOrderedBytes} does. */
    void writeOrderedUtf8(String value) {
        ensureLong(Utf8.length(value, 0));
        int from = length;
        length = Utf8.put(value, 0, bytes, from);
        endOrdered(from);
    }

    /** Appends bytes with 00 escaped as 00 FF and 00 00 at the end: unsigned order is kept, none is a prefix of another. */
    void writeOrderedBytes(byte[] source, int offset, int count) {
        int from = length;
        writeBytes(source, offset, count);
        endOrdered(from);
    }

    private void endOrdered(int from) {
        int zeros = 0;
        for (int i = from; i < length; i++) {
            if (bytes[i] == 0) {
                zeros++;
            }
        }
        ensureLong(zeros + 2L);
        int source = length;
        length += zeros;
        for (int target = length; target > source; ) {
            byte moved = bytes[--source];
            if (moved == 0) {
                bytes[--target] = (byte) 0xFF;
            }
            bytes[--target] = moved;
        }
        writeByte(0);
        writeByte(0);
    }

    /** Replaces the byte at {@code at}, behind which {@code count} bytes were written, by their number as a varint. */
    void lengthen(int at, int count) {
        int more = putVarIntSize(count, at) - at - 1;
        ensure(more);
        System.arraycopy(bytes, at + 1, bytes, at + 1 + more, count);
        putVarInt(count, at);
        length += more;
    }

    /** Goes one level down in a value that contains values. */
    void enter() {
        depth = Nesting.enter(depth);
    }

    void leave() {
        depth--;
    }
}
