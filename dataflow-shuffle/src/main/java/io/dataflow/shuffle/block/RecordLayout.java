package io.dataflow.shuffle.block;

/**
 * A record as bytes, the same in memory, in files and on the wire: {@code varint keyLength, varint valueLength, key,
 * value}. A record without a key has a key of length 0.
 *
 * <p>The methods trust what they read: for records that this process wrote itself, or that a {@link Block} has checked.
 */
public final class RecordLayout {
    private RecordLayout() {}

    /** The bytes of a whole record; negative when that is more than an {@code int} can say. */
    public static int size(int keyLength, int valueLength) {
        return Varint.size(keyLength) + Varint.size(valueLength) + keyLength + valueLength;
    }

    /** Writes a record at {@code at} and returns the offset behind it. */
    public static int write(
            byte[] target,
            int at,
            byte[] key,
            int keyOffset,
            int keyLength,
            byte[] value,
            int valueOffset,
            int valueLength) {
        int next = at;
        if ((keyLength | valueLength) < 128) {
            target[next++] = (byte) keyLength;
            target[next++] = (byte) valueLength;
        } else {
            next = Varint.write(target, Varint.write(target, next, keyLength), valueLength);
        }
        System.arraycopy(key, keyOffset, target, next, keyLength);
        next += keyLength;
        System.arraycopy(value, valueOffset, target, next, valueLength);
        return next + valueLength;
    }

    public static int keyLength(byte[] bytes, int recordOffset) {
        int first = bytes[recordOffset];
        return first >= 0 ? first : Varint.read(bytes, recordOffset);
    }

    public static int keyOffset(byte[] bytes, int recordOffset) {
        return Varint.end(bytes, Varint.end(bytes, recordOffset));
    }

    /** The offset behind the record. */
    public static int end(byte[] bytes, int recordOffset) {
        int valueLengthOffset = Varint.end(bytes, recordOffset);
        return Varint.end(bytes, valueLengthOffset)
                + keyLength(bytes, recordOffset)
                + Varint.read(bytes, valueLengthOffset);
    }
}
