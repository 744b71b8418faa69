package io.dataflow.api.codec;

import io.dataflow.api.failure.DataflowException;
import io.dataflow.api.failure.FailureKind;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A window of bytes that codecs read from; reset and used again for the next value. Every read is checked against the
 * end of the window, and every length before anything of that length is allocated: bytes that no {@link ByteOutput}
 * wrote end in a failure of kind {@code BAD_DATA} that names what was read and where. Borrows the array. Confined to
 * one thread.
 */
public final class ByteInput {
    private static final byte[] NOTHING = {};

    private static final VarHandle INT_BIG = view(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONG_BIG = view(long[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INT_LITTLE = view(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONG_LITTLE = view(long[].class, ByteOrder.LITTLE_ENDIAN);

    private byte[] bytes = NOTHING;
    private int start;
    private int position;
    private int end;
    private int depth;

    /** Reads nothing until {@link #reset} says what to read. */
    public ByteInput() {}

    /** Reads all of {@code source}. */
    public ByteInput(byte[] source) {
        reset(source, 0, source.length);
    }

    private static VarHandle view(Class<?> arrayType, ByteOrder order) {
        return MethodHandles.byteArrayViewVarHandle(arrayType, order);
    }

    /** Reads from {@code source} from now on: {@code length} bytes that begin at {@code offset}. */
    public void reset(byte[] source, int offset, int length) {
        if (offset < 0 || length < 0 || length > source.length - offset) {
            throw new IllegalArgumentException(
                    "offset " + offset + " and length " + length + " are outside of " + source.length + " bytes");
        }
        bytes = source;
        start = offset;
        position = offset;
        end = offset + length;
        depth = 0;
    }

    /** The array behind this input; the next byte is that at {@link #position()}. */
    public byte[] bytes() {
        return bytes;
    }

    /** The index of the next byte in {@link #bytes()}. */
    public int position() {
        return position;
    }

    /** How many bytes are still to be read. */
    public int remaining() {
        return end - position;
    }

    /** Passes by {@code count} bytes; fewer than that are a failure of kind {@code BAD_DATA}. */
    public void skip(int count) {
        require(count, "skipped bytes");
        position += count;
    }

    /** The next byte as 0 to 255. */
    public int readByte() {
        require(1, "byte");
        return bytes[position++] & 0xFF;
    }

    /** The next {@code count} bytes, in an array of their own. */
    public byte[] readBytes(int count) {
        require(count, "bytes");
        byte[] copy = Arrays.copyOfRange(bytes, position, position + count);
        position += count;
        return copy;
    }

    /** Reads the next {@code count} bytes into {@code target}, from its index {@code offset} on. */
    public void readBytes(byte[] target, int offset, int count) {
        require(count, "bytes");
        System.arraycopy(bytes, position, target, offset, count);
        position += count;
    }

    /** What {@link ByteOutput#writeVarInt} wrote. */
    public int readVarInt() {
        int at = position;
        if (at < end && bytes[at] >= 0) {
            position = at + 1;
            return bytes[at];
        }
        long value = readVarLong(5, "varint");
        if (value >>> 32 != 0) {
            position = at;
            throw malformed("varint above 32 bits");
        }
        return (int) value;
    }

    /** What {@link ByteOutput#writeVarLong} wrote. */
    public long readVarLong() {
        return readVarLong(10, "varlong");
    }

    private long readVarLong(int maxBytes, String what) {
        long value = 0;
        int at = position;
        int last = Math.min(end, at + maxBytes);
        for (int shift = 0; at < last; shift += 7) {
            byte next = bytes[at++];
            value |= (long) (next & 0x7F) << shift;
            if (next >= 0) {
                boolean overlong = next == 0 && shift > 0;
                boolean overflow = shift == 63 && next > 1;
                if (overlong || overflow) {
                    throw malformed(what);
                }
                position = at;
                return value;
            }
        }
        throw malformed(what);
    }

    /** What {@link ByteOutput#writeZigZag} wrote. */
    public long readZigZag() {
        long value = readVarLong(10, "signed number");
        return (value >>> 1) ^ -(value & 1);
    }

    /** A {@link #readVarInt varint} that counts things of at least {@code bytesEach} bytes, all of which are still ahead. */
    public int readCount(int bytesEach) {
        int at = position;
        long count = Integer.toUnsignedLong(readVarInt());
        if (count * bytesEach > remaining()) {
            position = at;
            throw malformed("count " + count + " of things of " + bytesEach + " bytes or more");
        }
        return (int) count;
    }

    /** The next two bytes, the highest first. */
    public short readShortBigEndian() {
        require(Short.BYTES, "two-byte number");
        int high = bytes[position++];
        return (short) (high << 8 | (bytes[position++] & 0xFF));
    }

    /** The next four bytes, the highest first. */
    public int readIntBigEndian() {
        require(Integer.BYTES, "four-byte number");
        int value = (int) INT_BIG.get(bytes, position);
        position += Integer.BYTES;
        return value;
    }

    /** The next eight bytes, the highest first. */
    public long readLongBigEndian() {
        require(Long.BYTES, "eight-byte number");
        long value = (long) LONG_BIG.get(bytes, position);
        position += Long.BYTES;
        return value;
    }

    /** The next four bytes, the lowest first. */
    public int readIntLittleEndian() {
        require(Integer.BYTES, "four-byte number");
        int value = (int) INT_LITTLE.get(bytes, position);
        position += Integer.BYTES;
        return value;
    }

    /** The next eight bytes, the lowest first. */
    public long readLongLittleEndian() {
        require(Long.BYTES, "eight-byte number");
        long value = (long) LONG_LITTLE.get(bytes, position);
        position += Long.BYTES;
        return value;
    }

    /** What {@link ByteOutput#writeUtf8} wrote; anything that is not UTF-8 is refused. */
    public String readUtf8() {
        int at = position;
        int count = readCount(1);
        String value = new String(bytes, position, count, StandardCharsets.UTF_8);
        // The JDK decodes what is malformed to U+FFFD, which a sound string may contain as well.
        if (value.indexOf('\uFFFD') >= 0) {
            byte[] again = value.getBytes(StandardCharsets.UTF_8);
            if (!Arrays.equals(again, 0, again.length, bytes, position, position + count)) {
                position = at;
                throw malformed("string that is not UTF-8");
            }
        }
        position += count;
        return value;
    }

    private void require(int count, String what) {
        if (count < 0 || count > end - position) {
            throw malformed(count == 1 ? what : what + " (" + count + ")");
        }
    }

    /** The failure to throw when the bytes at the current position cannot be a {@code what}. */
    public DataflowException malformed(String what) {
        return new DataflowException(
                FailureKind.BAD_DATA,
                "Malformed bytes: expected " + what + " at byte " + (position - start) + " of " + (end - start));
    }

    /** Ends the input after so many more bytes, until {@link #widen}; where it ended before. */
    int narrow(int count) {
        require(count, "bytes");
        int before = end;
        end = position + count;
        return before;
    }

    void widen(int before) {
        end = before;
    }

    /** Goes one level down in a value that contains values. */
    void enter() {
        depth = Nesting.enter(depth);
    }

    void leave() {
        depth--;
    }
}
