package io.dataflow.shuffle.block;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/**
 * The fixed part of an encoded block, big-endian:
 *
 * <table>
 * <caption>Block header, version 1</caption>
 * <tr><th>offset</th><th>bytes</th><th>field</th></tr>
 * <tr><td>0</td><td>2</td><td>magic, D5 1B</td></tr>
 * <tr><td>2</td><td>1</td><td>format version, 1</td></tr>
 * <tr><td>3</td><td>1</td><td>flags: 0 raw, 1 LZ4</td></tr>
 * <tr><td>4</td><td>4</td><td>payload length: the bytes behind the header</td></tr>
 * <tr><td>8</td><td>4</td><td>raw length: the bytes of the records; equals the payload length when raw</td></tr>
 * <tr><td>12</td><td>4</td><td>record count, at least 1</td></tr>
 * <tr><td>16</td><td>4</td><td>CRC32C of the first 16 header bytes and the payload</td></tr>
 * </table>
 */
record BlockHeader(boolean compressed, int payloadLength, int rawLength, int recordCount, int checksum) {
    static final int BYTES = 20;
    private static final int CHECKED_BYTES = 16;
    private static final int MAGIC = 0xD51B;
    private static final int VERSION = 1;
    private static final int RAW = 0;
    private static final int LZ4 = 1;

    /** A record of 1 GiB with its two lengths. */
    static final int MAX_RAW_BYTES = (1 << 30) + 2 * Varint.MAX_INT_BYTES;

    /** A record is at least its two lengths. */
    private static final int MIN_RECORD_BYTES = 2;

    /** A byte of an LZ4 block stands for at most so many: nobody gets memory for more than was sent. */
    private static final int MAX_LZ4_RATIO = 255;

    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

    /** Writes all but the checksum and starts {@code crc} with what was written. */
    static void begin(
            byte[] target, int at, boolean compressed, int payloadLength, int rawLength, int recordCount, CRC32C crc) {
        assert rawLength > 0 && rawLength <= MAX_RAW_BYTES : rawLength;
        assert recordCount > 0 && recordCount <= rawLength / MIN_RECORD_BYTES : recordCount;
        INT.set(target, at, (MAGIC << 16) | (VERSION << 8) | (compressed ? LZ4 : RAW));
        INT.set(target, at + 4, payloadLength);
        INT.set(target, at + 8, rawLength);
        INT.set(target, at + 12, recordCount);
        crc.reset();
        crc.update(target, at, CHECKED_BYTES);
    }

    /** Writes the checksum, when {@code crc} has seen the payload too. */
    static void end(byte[] target, int at, CRC32C crc) {
        INT.set(target, at + CHECKED_BYTES, (int) crc.getValue());
    }

    /** Reads a header and checks each field by itself; the checksum is for {@link #verify}. */
    static BlockHeader read(byte[] bytes, int at, String source, long position) throws CorruptBlockException {
        int first = (int) INT.get(bytes, at);
        int flags = first & 0xFF;
        if (first >>> 16 != MAGIC) {
            throw bad(source, position, "magic", hex(first >>> 16), hex(MAGIC));
        }
        if (((first >>> 8) & 0xFF) != VERSION) {
            throw bad(source, position, "format version", "" + ((first >>> 8) & 0xFF), "" + VERSION);
        }
        if (flags != RAW && flags != LZ4) {
            throw bad(source, position, "flags", hex(flags), "0 or 1");
        }
        int payloadLength = (int) INT.get(bytes, at + 4);
        int rawLength = (int) INT.get(bytes, at + 8);
        int recordCount = (int) INT.get(bytes, at + 12);
        if (rawLength < MIN_RECORD_BYTES || rawLength > MAX_RAW_BYTES) {
            throw bad(source, position, "raw length", "" + rawLength, "2 to " + MAX_RAW_BYTES);
        }
        if (flags == RAW && payloadLength != rawLength) {
            throw bad(source, position, "payload length", "" + payloadLength, "the raw length " + rawLength);
        }
        if (flags == LZ4 && (payloadLength < 1 || payloadLength >= rawLength)) {
            throw bad(source, position, "payload length", "" + payloadLength, "1 to " + (rawLength - 1));
        }
        if (flags == LZ4 && rawLength / MAX_LZ4_RATIO > payloadLength) {
            throw bad(source, position, "raw length", "" + rawLength, "at most 255 times " + payloadLength);
        }
        if (recordCount < 1 || recordCount > rawLength / MIN_RECORD_BYTES) {
            throw bad(source, position, "record count", "" + recordCount, "1 to " + rawLength / MIN_RECORD_BYTES);
        }
        return new BlockHeader(
                flags == LZ4, payloadLength, rawLength, recordCount, (int) INT.get(bytes, at + CHECKED_BYTES));
    }

    /** Compares the checksum with the bytes of the whole block, of which this header is the first part. */
    void verify(byte[] bytes, int at, String source, long position) throws CorruptBlockException {
        CRC32C crc = new CRC32C();
        crc.update(bytes, at, CHECKED_BYTES);
        crc.update(bytes, at + BYTES, payloadLength);
        int computed = (int) crc.getValue();
        if (computed != checksum) {
            throw CorruptBlockException.checksumMismatch(source, position, checksum, computed);
        }
    }

    int encodedLength() {
        return BYTES + payloadLength;
    }

    private static CorruptBlockException bad(
            String source, long position, String field, String found, String expected) {
        return CorruptBlockException.badHeader(source, position, field, found, expected);
    }

    private static String hex(int value) {
        return Integer.toHexString(value);
    }
}
