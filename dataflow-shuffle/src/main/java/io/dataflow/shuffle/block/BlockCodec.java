package io.dataflow.shuffle.block;

import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Blocks to checked bytes and back: a {@link BlockHeader header} and the records, raw or LZ4 as pays. The same form is
 * stored in files and sent over connections.
 *
 * <p>Encoding is confined to one thread, as it learns from block to block whether compression pays; decoding is safe
 * for use by many threads.
 */
public final class BlockCodec {
    public static final int HEADER_BYTES = BlockHeader.BYTES;

    /** No encoded block is longer: a record of 1 GiB, its lengths and the header. */
    public static final int MAX_BLOCK_BYTES = HEADER_BYTES + BlockHeader.MAX_RAW_BYTES;

    /** What writers aim at: no block has more record bytes, unless it holds a single record. */
    public static final int STANDARD_BLOCK_BYTES = 256 << 10;

    /** The bytes {@code bytes[offset, offset + length)}: one encoded block. */
    @SuppressWarnings("ArrayRecordComponent") // A slice by identity; nobody compares two of them.
    public record Encoded(byte[] bytes, int offset, int length) {}

    private final BlockCompressor compressor = new BlockCompressor(this::lz4);
    private final CRC32C crc = new CRC32C();

    /** Loaded for the first block that needs it, as its native library takes longer to load than a small job to run. */
    private volatile @Nullable Lz4 lz4;

    public BlockCodec() {}

    /** Threads that come here together may each make one, and all of them are alike. */
    private Lz4 lz4() {
        Lz4 found = lz4;
        if (found == null) {
            found = new Lz4();
            lz4 = found;
        }
        return found;
    }

    /** The room {@link #encode(byte[], int, int, int, byte[])} needs to try compression on so many record bytes. */
    public static long maxEncodedBytes(int rawLength) {
        return HEADER_BYTES + Lz4.maxCompressedBytes(rawLength);
    }

    /** Encodes into an array of its own. */
    public Encoded encode(Block block) {
        int length = block.lengthBytes();
        byte[] target = new byte[Math.toIntExact(Math.min(Integer.MAX_VALUE - 8L, maxEncodedBytes(length)))];
        int encoded = encode(block.bytes(), block.offset(), length, block.recordCount(), target);
        if (encoded == HEADER_BYTES) {
            System.arraycopy(block.bytes(), block.offset(), target, HEADER_BYTES, length);
            encoded += length;
        }
        return new Encoded(target, 0, encoded);
    }

    /** Encodes without compression into an array of exactly the right length. */
    public static byte[] encodeRaw(Block block) {
        int length = block.lengthBytes();
        byte[] target = new byte[HEADER_BYTES + length];
        System.arraycopy(block.bytes(), block.offset(), target, HEADER_BYTES, length);
        CRC32C crc = new CRC32C();
        BlockHeader.begin(target, 0, false, length, length, block.recordCount(), crc);
        crc.update(target, HEADER_BYTES, length);
        BlockHeader.end(target, 0, crc);
        return target;
    }

    /**
     * Encodes records into {@code target} and returns how many of its bytes are used. Exactly {@link #HEADER_BYTES}
     * means that the block is raw: the header is in place, and the records themselves follow it wherever it is written.
     */
    public int encode(byte[] records, int offset, int length, int recordCount, byte[] target) {
        int compressed = compressor.compress(records, offset, length, target, HEADER_BYTES);
        if (compressed < 0) {
            encodeRawHeader(records, offset, length, recordCount, target);
            return HEADER_BYTES;
        }
        BlockHeader.begin(target, 0, true, compressed, length, recordCount, crc);
        crc.update(target, HEADER_BYTES, compressed);
        BlockHeader.end(target, 0, crc);
        return HEADER_BYTES + compressed;
    }

    /** Writes the header of a raw block into {@code target}; the records follow it wherever it is written. */
    public void encodeRawHeader(byte[] records, int offset, int length, int recordCount, byte[] target) {
        BlockHeader.begin(target, 0, false, length, length, recordCount, crc);
        crc.update(records, offset, length);
        BlockHeader.end(target, 0, crc);
    }

    /**
     * Writes the header of a raw block that holds one record which is nowhere in one piece, and behind it the record's
     * two lengths; key and value follow wherever it is written. Returns how many bytes of {@code target} are used.
     */
    public int encodeRecordFront(
            byte[] key, int keyOffset, int keyLength, byte[] value, int valueOffset, int valueLength, byte[] target) {
        int end = Varint.write(target, Varint.write(target, HEADER_BYTES, keyLength), valueLength);
        int length = end - HEADER_BYTES + keyLength + valueLength;
        BlockHeader.begin(target, 0, false, length, length, 1, crc);
        crc.update(target, HEADER_BYTES, end - HEADER_BYTES);
        crc.update(key, keyOffset, keyLength);
        crc.update(value, valueOffset, valueLength);
        BlockHeader.end(target, 0, crc);
        return end;
    }

    /** Decodes a block that came from a place not worth a name. */
    public Block decode(byte[] bytes, int offset, int length) throws CorruptBlockException {
        return decode(bytes, offset, length, "a transfer", 0);
    }

    /**
     * Checks and decodes the one block that fills {@code bytes[offset, offset + length)}. A raw block shares the bytes,
     * so the caller must not change them afterwards. {@code source} and {@code position} say in failures where it came
     * from.
     */
    public Block decode(byte[] bytes, int offset, int length, String source, long position)
            throws CorruptBlockException {
        if (length < HEADER_BYTES) {
            throw CorruptBlockException.truncated(source, position, HEADER_BYTES, length);
        }
        BlockHeader header = BlockHeader.read(bytes, offset, source, position);
        if (header.encodedLength() != length) {
            throw CorruptBlockException.truncated(source, position, header.encodedLength(), length);
        }
        header.verify(bytes, offset, source, position);
        int payload = offset + HEADER_BYTES;
        if (!header.compressed()) {
            return new Block(bytes, payload, payload + header.rawLength(), header.recordCount());
        }
        byte[] records = new byte[header.rawLength()];
        int decompressed = lz4().decompress(bytes, payload, header.payloadLength(), records);
        if (decompressed != records.length) {
            throw new CorruptBlockException(
                    "Block at offset " + position + " of " + source + " does not decompress to the " + records.length
                            + " bytes its header says; it was not written by this format");
        }
        return new Block(records, 0, records.length, header.recordCount());
    }

    /**
     * The length of the encoded block whose header is at {@code offset}; the header's fields are checked, not its sum.
     */
    public static int encodedLength(byte[] bytes, int offset, String source, long position)
            throws CorruptBlockException {
        return BlockHeader.read(bytes, offset, source, position).encodedLength();
    }

    /** The number of records in the encoded block whose header is at {@code offset}. */
    public static int recordCount(byte[] bytes, int offset, String source, long position) throws CorruptBlockException {
        return BlockHeader.read(bytes, offset, source, position).recordCount();
    }
}
