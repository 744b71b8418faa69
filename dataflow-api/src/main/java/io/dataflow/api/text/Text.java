package io.dataflow.api.text;

import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;

/**
 * An immutable slice of bytes that are meant as UTF-8 but need not be: whatever they are passes through unharmed, and
 * only {@link #toString} interprets them. Equality is that of the bytes, order that of unsigned bytes, which for sound
 * UTF-8 is the order of code points.
 *
 * <p>A slice shares its array, which nobody may change, and keeps all of it alive: {@link #copy} what is kept for long.
 * Safe for use by many threads.
 *
 * <pre>{@code
 * session.read(TextFiles.of("access.log"))
 *         .filter(line -> line.startsWith(Text.of("GET ")))
 *         .map(line -> line.slice(4, line.length()).copy());
 * }</pre>
 */
public final class Text implements Comparable<Text>, Serializable {
    private static final long serialVersionUID = 1L;

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long HASH_FACTOR = 0x9E3779B97F4A7C15L;

    private final transient byte[] bytes;
    private final transient int offset;
    private final transient int length;

    private Text(byte[] bytes, int offset, int length) {
        this.bytes = bytes;
        this.offset = offset;
        this.length = length;
    }

    /** The UTF-8 bytes of {@code value}; refuses lone surrogates, which UTF-8 cannot represent. */
    public static Text of(String value) {
        byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
        // A lone surrogate becomes one question mark.
        if (utf8.length < 3L * value.length() && hasLoneSurrogate(value)) {
            throw new IllegalArgumentException("A string of " + value.length() + " characters has a lone surrogate");
        }
        return new Text(utf8, 0, utf8.length);
    }

    private static boolean hasLoneSurrogate(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (Character.isSurrogate(c)) {
                boolean pair = Character.isHighSurrogate(c)
                        && i + 1 < value.length()
                        && Character.isLowSurrogate(value.charAt(i + 1));
                if (!pair) {
                    return true;
                }
                i++;
            }
        }
        return false;
    }

    /**
     * The parts with the separator between them: texts with the bytes they have, everything else as {@code toString}
     * says.
     *
     * <pre>{@code
     * Text.join('\t', "home", 200, Text.of("ok"));
     * }</pre>
     */
    public static Text join(char separator, Object... parts) {
        byte[] between = of(String.valueOf(separator)).bytes;
        Text[] texts = new Text[parts.length];
        long length = (long) between.length * Math.max(0, parts.length - 1);
        for (int i = 0; i < parts.length; i++) {
            texts[i] = parts[i] instanceof Text text ? text : of(String.valueOf(parts[i]));
            length += texts[i].length;
        }
        byte[] joined = new byte[Math.toIntExact(length)];
        int end = 0;
        for (int i = 0; i < texts.length; i++) {
            if (i > 0) {
                System.arraycopy(between, 0, joined, end, between.length);
                end += between.length;
            }
            System.arraycopy(texts[i].bytes, texts[i].offset, joined, end, texts[i].length);
            end += texts[i].length;
        }
        return of(joined);
    }

    /** All of {@code bytes}, shared. */
    public static Text of(byte[] bytes) {
        return new Text(bytes, 0, bytes.length);
    }

    /** The bytes from {@code offset} on, shared. */
    public static Text of(byte[] bytes, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        return new Text(bytes, offset, length);
    }

    /** The array that holds the slice, and maybe much else; read only. */
    public byte[] bytes() {
        return bytes;
    }

    /** Where the slice begins in {@link #bytes()}. */
    public int offset() {
        return offset;
    }

    /** The number of bytes. */
    public int length() {
        return length;
    }

    /** Whether there are no bytes. */
    public boolean isEmpty() {
        return length == 0;
    }

    /** One byte, by its index from 0 on. */
    public byte byteAt(int index) {
        Objects.checkIndex(index, length);
        return bytes[offset + index];
    }

    /** The bytes from {@code from} to before {@code to}, shared. */
    public Text slice(int from, int to) {
        Objects.checkFromToIndex(from, to, length);
        return new Text(bytes, offset + from, to - from);
    }

    /** Whether the bytes begin with those of {@code prefix}; any begin with none. */
    public boolean startsWith(Text prefix) {
        return length >= prefix.length && hasAt(0, prefix);
    }

    /** Whether the bytes end with those of {@code suffix}; any end with none. */
    public boolean endsWith(Text suffix) {
        return length >= suffix.length && hasAt(length - suffix.length, suffix);
    }

    /** Whether {@code part} stands anywhere in it; costs what {@link #indexOf} does. */
    public boolean contains(Text part) {
        return indexOf(part, 0) >= 0;
    }

    /**
     * Where {@code part} begins for the first time at {@code from} or later, or -1. Takes time in proportion to the
     * product of both lengths at worst, which for words in sentences is that of the longer one.
     */
    public int indexOf(Text part, int from) {
        Objects.checkFromToIndex(from, length, length);
        for (int index = from; index <= length - part.length; index++) {
            if (hasAt(index, part)) {
                return index;
            }
        }
        return -1;
    }

    private boolean hasAt(int index, Text part) {
        int start = offset + index;
        // Most places differ in the first byte, which is cheaper to see than to compare ranges.
        return part.length == 0
                || (bytes[start] == part.bytes[part.offset]
                        && Arrays.equals(
                                bytes, start, start + part.length, part.bytes, part.offset, part.offset + part.length));
    }

    /** The same bytes in an array of their own. */
    public Text copy() {
        return new Text(toByteArray(), 0, length);
    }

    /** A fresh array of exactly these bytes. */
    public byte[] toByteArray() {
        return Arrays.copyOfRange(bytes, offset, offset + length);
    }

    /** With A to Z as a to z, and every other byte as it is. */
    public Text asciiLowerCase() {
        for (int i = offset; i < offset + length; i++) {
            if (isAsciiUpperCase(bytes[i])) {
                return lowerCaseFrom(i - offset);
            }
        }
        return this;
    }

    private Text lowerCaseFrom(int index) {
        byte[] lower = toByteArray();
        for (int i = index; i < length; i++) {
            if (isAsciiUpperCase(lower[i])) {
                lower[i] = (byte) (lower[i] | 0x20);
            }
        }
        return new Text(lower, 0, length);
    }

    private static boolean isAsciiUpperCase(byte value) {
        return value >= 'A' && value <= 'Z';
    }

    @Override
    public int compareTo(Text other) {
        return Arrays.compareUnsigned(
                bytes, offset, offset + length, other.bytes, other.offset, other.offset + other.length);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Text that
                && length == that.length
                && Arrays.equals(bytes, offset, offset + length, that.bytes, that.offset, that.offset + that.length);
    }

    @Override
    public int hashCode() {
        long hash = length;
        int position = offset;
        int end = offset + length;
        for (; position <= end - Long.BYTES; position += Long.BYTES) {
            hash = (hash ^ (long) LONGS.get(bytes, position)) * HASH_FACTOR;
            hash ^= hash >>> 32;
        }
        long tail = 0;
        for (; position < end; position++) {
            tail = (tail << 8) | (bytes[position] & 0xFF);
        }
        hash = (hash ^ tail) * HASH_FACTOR;
        return (int) (hash >>> 32);
    }

    /** The characters, with U+FFFD for what is not UTF-8. */
    @Override
    public String toString() {
        return new String(bytes, offset, length, StandardCharsets.UTF_8);
    }

    private Object writeReplace() {
        return new Slice(toByteArray());
    }

    private void readObject(ObjectInputStream input) throws InvalidObjectException {
        throw new InvalidObjectException("A Text is read through its slice");
    }

    /** The serialized form: the slice alone, not the array around it. */
    private static final class Slice implements Serializable {
        private static final long serialVersionUID = 1L;

        private final byte[] content;

        Slice(byte[] content) {
            this.content = content;
        }

        private Object readResolve() {
            return of(content);
        }
    }
}
