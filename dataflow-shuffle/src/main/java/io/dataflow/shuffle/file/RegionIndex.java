package io.dataflow.shuffle.file;

import io.dataflow.shuffle.block.CorruptBlockException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The entries of one region, packed as varints.
 *
 * <table>
 * <caption>One entry</caption>
 * <tr><th>of partitions</th><th>of a sorted run</th></tr>
 * <tr><td>partition, less the previous entry's</td><td>encoded bytes of the block</td></tr>
 * <tr><td>encoded bytes</td><td>records</td></tr>
 * <tr><td>records</td><td>length of the first key, at most {@value #MAX_KEY_BYTES}</td></tr>
 * <tr><td>blocks</td><td>the first key, cut to that length</td></tr>
 * </table>
 *
 * <p>A key of exactly {@value #MAX_KEY_BYTES} bytes may have been cut, so it is read as a lower bound. Immutable.
 */
final class RegionIndex {
    static final int MAX_KEY_BYTES = 64;

    /** One checkpoint in so many entries: finding a partition reads at most that many. */
    private static final int CHECKPOINT_ENTRIES = 64;

    private static final int FIXED_BYTES = 96;

    private final long offset;
    private final byte[] packed;

    // Per checkpoint: the entry's position in packed, the partition of the entry before it, the entry's file offset.
    private final int[] positions;
    private final int[] previousPartitions;
    private final long[] offsets;

    private RegionIndex(long offset, byte[] packed, int checkpointCount) {
        this.offset = offset;
        this.packed = packed;
        positions = new int[checkpointCount];
        previousPartitions = new int[checkpointCount];
        offsets = new long[checkpointCount];
    }

    /** Unpacks the entries of {@code region}, each checked against its totals. */
    static RegionIndex of(Region region, byte[] packed, int partitionCount, boolean sorted)
            throws CorruptBlockException {
        return sorted
                ? ofSortedRun(region.offset(), region.lengthBytes(), region.recordCount(), packed)
                : ofPartitions(region.offset(), region.lengthBytes(), region.recordCount(), packed, partitionCount);
    }

    private static RegionIndex ofPartitions(
            long offset, long lengthBytes, long recordCount, byte[] packed, int partitionCount)
            throws CorruptBlockException {
        int entryCount = countEntries(packed);
        RegionIndex index = new RegionIndex(offset, packed, (entryCount + CHECKPOINT_ENTRIES - 1) / CHECKPOINT_ENTRIES);
        PackedReader reader = new PackedReader(packed, 0);
        int partition = 0;
        long at = offset;
        long records = 0;
        for (int entry = 0; entry < entryCount; entry++) {
            if (entry % CHECKPOINT_ENTRIES == 0) {
                int checkpoint = entry / CHECKPOINT_ENTRIES;
                index.positions[checkpoint] = reader.position();
                index.previousPartitions[checkpoint] = partition;
                index.offsets[checkpoint] = at;
            }
            int delta = reader.nextInt();
            long bytes = reader.nextLong();
            long segmentRecords = reader.nextLong();
            long blocks = reader.nextLong();
            if ((entry > 0 && delta == 0)
                    || delta >= partitionCount - partition
                    || bytes > offset + lengthBytes - at
                    || segmentRecords > recordCount - records
                    || blocks < 1
                    || blocks > segmentRecords) {
                throw reader.malformed();
            }
            partition += delta;
            at += bytes;
            records += segmentRecords;
        }
        if (at != offset + lengthBytes || records != recordCount) {
            throw reader.malformed();
        }
        return index;
    }

    private static RegionIndex ofSortedRun(long offset, long lengthBytes, long recordCount, byte[] packed)
            throws CorruptBlockException {
        RegionIndex index = new RegionIndex(offset, packed, 0);
        PackedReader reader = new PackedReader(packed, 0);
        long bytes = 0;
        long records = 0;
        while (reader.hasNext()) {
            long blockBytes = reader.nextLong();
            long blockRecords = reader.nextLong();
            int keyLength = reader.nextInt();
            if (blockBytes > lengthBytes - bytes || blockRecords > recordCount - records || keyLength > MAX_KEY_BYTES) {
                throw reader.malformed();
            }
            reader.skipBytes(keyLength);
            bytes += blockBytes;
            records += blockRecords;
        }
        if (bytes != lengthBytes || records != recordCount) {
            throw reader.malformed();
        }
        return index;
    }

    private static int countEntries(byte[] packed) throws CorruptBlockException {
        PackedReader reader = new PackedReader(packed, 0);
        int count = 0;
        for (; reader.hasNext(); count++) {
            reader.skip(4);
        }
        return count;
    }

    SegmentRange partitions(int from, int to) throws CorruptBlockException {
        if (positions.length == 0) {
            return new SegmentRange(offset, 0, 0);
        }
        int found = Arrays.binarySearch(previousPartitions, from);
        int checkpoint = Math.max(0, (found >= 0 ? found : -found - 1) - 1);
        PackedReader reader = new PackedReader(packed, positions[checkpoint]);
        int partition = previousPartitions[checkpoint];
        long at = offsets[checkpoint];
        long start = at;
        long end = at;
        long records = 0;
        while (reader.hasNext()) {
            partition += reader.nextInt();
            long bytes = reader.nextLong();
            long segmentRecords = reader.nextLong();
            reader.skip(1);
            if (partition >= to) {
                break;
            }
            at += bytes;
            if (partition < from) {
                start = at;
            } else {
                records += segmentRecords;
            }
            end = at;
        }
        return new SegmentRange(start, end - start, records);
    }

    /*
     * A block is left out only when that is certain from first keys that may have been cut. All keys of a block are at
     * or above its first key, whose cut form is at or below it; so a cut first key at or above `high` excludes the
     * block. All keys of a block are at or below the first key of the following one; so that one being below `low`
     * excludes the block. A cut key that is a prefix of `low` could belong to either side and excludes nothing.
     */
    SegmentRange keys(byte @Nullable [] low, byte @Nullable [] high) throws CorruptBlockException {
        PackedReader reader = new PackedReader(packed, 0);
        long at = offset;
        long start = offset;
        long records = 0;
        while (reader.hasNext()) {
            long bytes = reader.nextLong();
            long blockRecords = reader.nextLong();
            byte[] key = reader.nextBytes(reader.nextInt());
            if (high != null && Arrays.compareUnsigned(key, high) >= 0) {
                break;
            }
            if (low != null && isBelow(key, low)) {
                start = at;
                records = 0;
            }
            at += bytes;
            records += blockRecords;
        }
        return new SegmentRange(start, at - start, records);
    }

    private static boolean isBelow(byte[] maybeCut, byte[] bound) {
        int difference = Arrays.mismatch(maybeCut, bound);
        if (difference == MAX_KEY_BYTES) {
            return false;
        }
        return Arrays.compareUnsigned(maybeCut, bound) < 0;
    }

    /** The heap an index takes that is {@code packedLength} bytes long, nearly; entries have at least four bytes. */
    static long retainedBytes(int packedLength) {
        return FIXED_BYTES + packedLength + packedLength / (4L * CHECKPOINT_ENTRIES) * 16 + 16;
    }
}
