package io.dataflow.shuffle.file;

import io.dataflow.shuffle.block.CorruptBlockException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * The end of a spill file: an entry for each region, then a trailer, all big-endian.
 *
 * <table>
 * <caption>Entry of a region</caption>
 * <tr><td>0</td><td>8</td><td>bytes of its blocks, which follow the region before it</td></tr>
 * <tr><td>8</td><td>8</td><td>records</td></tr>
 * <tr><td>16</td><td>4</td><td>bytes of its packed index, which follows its blocks</td></tr>
 * <tr><td>20</td><td>4</td><td>CRC32C of its packed index</td></tr>
 * </table>
 *
 * <table>
 * <caption>Trailer, version 1</caption>
 * <tr><td>0</td><td>8</td><td>magic, "DFSPILL1" in ASCII</td></tr>
 * <tr><td>8</td><td>4</td><td>1 when the regions are sorted runs, else 0</td></tr>
 * <tr><td>12</td><td>4</td><td>partition count</td></tr>
 * <tr><td>16</td><td>4</td><td>region count</td></tr>
 * <tr><td>20</td><td>4</td><td>CRC32C of the entries and the trailer up to here</td></tr>
 * </table>
 */
final class SpillFooter {
    private static final int ENTRY_BYTES = 24;
    private static final int TRAILER_BYTES = 24;
    private static final int CHECKED_TRAILER_BYTES = 20;
    private static final long MAGIC = 0x44465350494C4C31L;

    private SpillFooter() {}

    /** Appends the footer and returns its length. */
    static long write(SpillSink sink, int partitionCount, boolean sorted, List<Region> regions) throws IOException {
        CRC32C crc = new CRC32C();
        ByteBuffer entry = ByteBuffer.allocate(ENTRY_BYTES);
        for (Region region : regions) {
            entry.clear()
                    .putLong(region.lengthBytes())
                    .putLong(region.recordCount())
                    .putInt(region.indexLength())
                    .putInt(region.indexChecksum());
            crc.update(entry.array(), 0, ENTRY_BYTES);
            sink.write(entry.array(), 0, ENTRY_BYTES);
        }
        ByteBuffer trailer = ByteBuffer.allocate(TRAILER_BYTES)
                .putLong(MAGIC)
                .putInt(sorted ? 1 : 0)
                .putInt(partitionCount)
                .putInt(regions.size());
        crc.update(trailer.array(), 0, CHECKED_TRAILER_BYTES);
        trailer.putInt((int) crc.getValue());
        sink.write(trailer.array(), 0, TRAILER_BYTES);
        return (long) ENTRY_BYTES * regions.size() + TRAILER_BYTES;
    }

    /** Reads and checks the footer of a whole file; the entries of its regions stay where they are. */
    static SegmentIndex read(SpillSource source, String label) throws IOException {
        long sizeBytes = source.sizeBytes();
        if (sizeBytes < TRAILER_BYTES) {
            throw CorruptBlockException.truncated(label, 0, TRAILER_BYTES, sizeBytes);
        }
        long trailerOffset = sizeBytes - TRAILER_BYTES;
        ByteBuffer trailer = ByteBuffer.wrap(readFully(source, label, trailerOffset, TRAILER_BYTES));
        boolean isTrailer = trailer.getLong() == MAGIC;
        int sorted = trailer.getInt();
        int partitionCount = trailer.getInt();
        int regionCount = trailer.getInt();
        if (!isTrailer
                || sorted < 0
                || sorted > 1
                || partitionCount < 1
                || regionCount < 0
                || regionCount > Math.min(trailerOffset, Integer.MAX_VALUE - 8) / ENTRY_BYTES) {
            throw new CorruptBlockException("The last " + TRAILER_BYTES + " bytes of " + label
                    + " are not the trailer of a spill file; its end is missing or altered");
        }
        long entriesOffset = trailerOffset - (long) regionCount * ENTRY_BYTES;
        byte[] entries = readFully(source, label, entriesOffset, regionCount * ENTRY_BYTES);
        CRC32C crc = new CRC32C();
        crc.update(entries, 0, entries.length);
        crc.update(trailer.array(), 0, CHECKED_TRAILER_BYTES);
        requireChecksum("The footer", label, entriesOffset, trailer.getInt(), crc);
        return new SegmentIndex(partitionCount, sorted == 1, regions(entries, entriesOffset, label), null);
    }

    private static List<Region> regions(byte[] entries, long entriesOffset, String label) throws CorruptBlockException {
        ByteBuffer buffer = ByteBuffer.wrap(entries);
        List<Region> regions = new ArrayList<>(entries.length / ENTRY_BYTES);
        long at = 0;
        while (buffer.hasRemaining()) {
            Region region = new Region(at, buffer.getLong(), buffer.getLong(), buffer.getInt(), buffer.getInt());
            if (region.lengthBytes() < 0
                    || region.recordCount() < 0
                    || region.indexLength() < 0
                    || region.lengthBytes() > entriesOffset - at
                    || region.indexLength() > entriesOffset - region.indexOffset()) {
                throw outOfPlace(label, at);
            }
            regions.add(region);
            at = region.endOffset();
        }
        if (at != entriesOffset) {
            throw outOfPlace(label, at);
        }
        return regions;
    }

    private static CorruptBlockException outOfPlace(String label, long offset) {
        return new CorruptBlockException("The footer of " + label + " says that a region is at offset " + offset
                + ", which does not fit the file; it was not written by this format");
    }

    /** Reads and checks the entries of one region. */
    static RegionIndex readIndex(SpillSource source, String label, Region region, SegmentIndex index)
            throws IOException {
        byte[] packed = readFully(source, label, region.indexOffset(), region.indexLength());
        CRC32C crc = new CRC32C();
        crc.update(packed, 0, packed.length);
        requireChecksum("The segment index", label, region.indexOffset(), region.indexChecksum(), crc);
        return RegionIndex.of(region, packed, index.partitionCount(), index.sorted());
    }

    private static void requireChecksum(String what, String label, long offset, int expected, CRC32C crc)
            throws CorruptBlockException {
        int computed = (int) crc.getValue();
        if (computed != expected) {
            throw new CorruptBlockException(what + " at offset " + offset + " of " + label + " has checksum "
                    + Integer.toHexString(computed) + " but " + Integer.toHexString(expected)
                    + " was written; the disk altered it");
        }
    }

    private static byte[] readFully(SpillSource source, String label, long position, int length) throws IOException {
        byte[] bytes = new byte[length];
        int read = read(source, position, bytes, 0, length);
        if (read < length) {
            throw CorruptBlockException.truncated(label, position, length, read);
        }
        return bytes;
    }

    /** Reads {@code length} bytes, however few come at a time, or fewer if the file ends. */
    static int read(SpillSource source, long position, byte[] target, int offset, int length) throws IOException {
        int done = 0;
        while (done < length) {
            int read = source.read(position + done, target, offset + done, length - done);
            if (read < 0) {
                break;
            }
            done += read;
        }
        return done;
    }
}
