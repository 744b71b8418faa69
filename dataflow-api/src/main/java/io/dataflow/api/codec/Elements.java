package io.dataflow.api.codec;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Values in a row, some of them null: a varint of twice their number, plus one if any is null; if so, a bit for each
 * value, lowest first, set for null; then the values that are not null.
 */
final class Elements {
    private Elements() {}

    static void write(@Nullable Object[] elements, Encoding element, ByteOutput output) {
        boolean nulls = containsNull(elements);
        output.writeVarInt((elements.length << 1) | (nulls ? 1 : 0));
        if (nulls) {
            writeNullBits(elements, output);
        }
        for (Object value : elements) {
            if (value != null) {
                element.encode(value, output);
            }
        }
    }

    private static boolean containsNull(@Nullable Object[] elements) {
        for (Object value : elements) {
            if (value == null) {
                return true;
            }
        }
        return false;
    }

    private static void writeNullBits(@Nullable Object[] elements, ByteOutput output) {
        int bits = 0;
        for (int i = 0; i < elements.length; i++) {
            bits |= elements[i] == null ? 1 << (i & 7) : 0;
            if ((i & 7) == 7 || i == elements.length - 1) {
                output.writeByte(bits);
                bits = 0;
            }
        }
    }

    /** Which values of a row are null, read from its beginning. */
    static final class Header {
        private static final byte[] NO_NULLS = {};

        private final int count;
        private final byte[] nullBits;

        private Header(int count, byte[] nullBits) {
            this.count = count;
            this.nullBits = nullBits;
        }

        static Header read(ByteInput input) {
            long header = Integer.toUnsignedLong(input.readVarInt());
            long count = header >>> 1;
            boolean nulls = (header & 1) != 0;
            // A value has a byte at least, and a null a bit.
            if (count > (nulls ? 8L : 1L) * input.remaining()) {
                throw input.malformed("a row of " + count + " values");
            }
            return new Header((int) count, nulls ? input.readBytes((int) ((count + 7) / 8)) : NO_NULLS);
        }

        int count() {
            return count;
        }

        boolean isNull(int index) {
            return nullBits.length > 0 && (nullBits[index >> 3] & (1 << (index & 7))) != 0;
        }
    }

    /** Each value as 1 for null, or 2 and its ordered bytes; 0 at the end: lexicographic, null first. */
    static void writeOrdered(@Nullable Object[] elements, Encoding element, ByteOutput output) {
        for (Object value : elements) {
            if (value == null) {
                output.writeByte(1);
            } else {
                output.writeByte(2);
                element.encodeOrdered(value, output);
            }
        }
        output.writeByte(0);
    }

    /**
     * Puts encodings that were appended one after the other into the order of their unsigned bytes.
     *
     * @param ends where each of them ends; the first begins at {@code from}
     * @return how many there are once those that are equal to another are left out
     */
    static int sort(ByteOutput output, int from, int[] ends) {
        byte[] scratch = Arrays.copyOfRange(output.bytes(), from, output.length());
        Integer[] order = new Integer[ends.length];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, (a, b) -> compare(scratch, from, ends, a, b));
        output.truncate(from);
        int count = 0;
        for (int i = 0; i < order.length; i++) {
            if (i == 0 || compare(scratch, from, ends, order[i - 1], order[i]) != 0) {
                int start = start(from, ends, order[i]);
                output.writeBytes(scratch, start, ends[order[i]] - from - start);
                count++;
            }
        }
        return count;
    }

    private static int compare(byte[] scratch, int from, int[] ends, int a, int b) {
        return Arrays.compareUnsigned(
                scratch, start(from, ends, a), ends[a] - from, scratch, start(from, ends, b), ends[b] - from);
    }

    private static int start(int from, int[] ends, int index) {
        return index == 0 ? 0 : ends[index - 1] - from;
    }
}
