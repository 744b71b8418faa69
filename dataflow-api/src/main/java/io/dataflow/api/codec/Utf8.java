package io.dataflow.api.codec;

import io.dataflow.api.failure.DataflowException;
import io.dataflow.api.failure.FailureKind;
import java.util.Locale;

/** Strings to UTF-8, strictly: a lone surrogate is refused where the JDK would write a question mark. */
final class Utf8 {
    private Utf8() {}

    /** The number of bytes of the characters from {@code from} on. */
    static long length(String value, int from) {
        long bytes = 0;
        int count = value.length();
        for (int i = from; i < count; i++) {
            char c = value.charAt(i);
            if (c < 0x80) {
                bytes++;
            } else if (c < 0x800) {
                bytes += 2;
            } else if (Character.isSurrogate(c)) {
                requirePair(value, i);
                bytes += 4;
                i++;
            } else {
                bytes += 3;
            }
        }
        return bytes;
    }

    /** Puts the characters from {@code from} on, which {@link #length} found to be sound; returns the position behind. */
    static int put(String value, int from, byte[] target, int at) {
        int position = at;
        int count = value.length();
        for (int i = from; i < count; i++) {
            char c = value.charAt(i);
            if (c < 0x80) {
                target[position++] = (byte) c;
            } else if (c < 0x800) {
                target[position++] = (byte) (0xC0 | (c >> 6));
                target[position++] = (byte) (0x80 | (c & 0x3F));
            } else if (Character.isSurrogate(c)) {
                int codePoint = Character.toCodePoint(c, value.charAt(++i));
                target[position++] = (byte) (0xF0 | (codePoint >> 18));
                target[position++] = (byte) (0x80 | ((codePoint >> 12) & 0x3F));
                target[position++] = (byte) (0x80 | ((codePoint >> 6) & 0x3F));
                target[position++] = (byte) (0x80 | (codePoint & 0x3F));
            } else {
                target[position++] = (byte) (0xE0 | (c >> 12));
                target[position++] = (byte) (0x80 | ((c >> 6) & 0x3F));
                target[position++] = (byte) (0x80 | (c & 0x3F));
            }
        }
        return position;
    }

    private static void requirePair(String value, int index) {
        boolean pair = Character.isHighSurrogate(value.charAt(index))
                && index + 1 < value.length()
                && Character.isLowSurrogate(value.charAt(index + 1));
        if (!pair) {
            throw new DataflowException(
                    FailureKind.BAD_DATA,
                    "A string of " + value.length() + " characters has the lone surrogate U+"
                            + Integer.toHexString(value.charAt(index)).toUpperCase(Locale.ROOT)
                            + " at index " + index
                            + ", which UTF-8 cannot represent; clean the string or keep it as Text");
        }
    }
}
