package io.dataflow.shuffle.file;

import io.dataflow.shuffle.block.BlockCodec;
import io.dataflow.shuffle.block.RecordLayout;
import io.dataflow.shuffle.memory.MemoryBudget;
import io.dataflow.shuffle.memory.MemoryExhaustedException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Writes a spill file: regions of segments of records, packed into blocks. Calls come as
 * {@code (beginRegion (beginSegment append* endSegment)* endRegion)* finish}.
 *
 * <p>The memory it needs is leased when it is made, so that spilling never asks for any, but for {@value
 * Region#RETAINED_BYTES} bytes with each region, after the region's records have left memory. The file is created with
 * the first region. Confined to one thread; until {@link #finish}, closing it removes the file.
 */
public final class SpillFileWriter implements AutoCloseable {
    /** At most an eighth of the budget is for the index. */
    private static final int RESIDENT_SHARE = 8;

    /** What the index of a region has entries of. */
    private enum Entries {
        SEGMENTS,
        BLOCKS,
        NONE
    }

    private final SpillDirectory directory;
    private final String name;
    private final MemoryBudget budget;
    private final int blockBytes;
    private final int partitionCount;
    private final Entries entriesOf;
    private final boolean sorted;
    private final BlockCodec codec = new BlockCodec();
    private final CRC32C indexChecksum = new CRC32C();
    private final PackedWriter entries = new PackedWriter();
    private final List<Region> regions = new ArrayList<>();

    /** The index as far as it is in memory; null once it got too large for that. */
    private @Nullable List<RegionIndex> resident = new ArrayList<>();

    private long regionsLeaseBytes;
    private long residentLeaseBytes;

    private @Nullable SpillSink sink;
    private long position;
    private boolean created;
    private boolean closed;

    // The block being filled.
    private byte[] block = new byte[0];
    private byte[] encoded = new byte[0];
    private int blockLength;
    private int blockRecords;

    // The segment and the region being written.
    private int partition;
    private int previousPartition;
    private long segmentOffset;
    private long segmentRecords;
    private long segmentBlocks;
    private long regionOffset;
    private long regionRecords;

    private SpillFileWriter(
            SpillDirectory directory,
            String name,
            MemoryBudget budget,
            int blockBytes,
            int partitionCount,
            Entries entriesOf)
            throws MemoryExhaustedException {
        SpillDirectory.requirePlainName(name);
        this.directory = directory;
        this.name = name;
        this.budget = budget;
        this.blockBytes = blockBytes;
        this.partitionCount = partitionCount;
        this.entriesOf = entriesOf;
        sorted = entriesOf != Entries.SEGMENTS;
        budget.reserve(stagingBytes(blockBytes), "the staging buffers of a spill file");
    }

    /** A file of partitioned regions. Leases {@link #stagingBytes} from {@code budget}. */
    public static SpillFileWriter ofPartitions(
            SpillDirectory directory, String name, MemoryBudget budget, int blockBytes, int partitionCount)
            throws MemoryExhaustedException {
        return new SpillFileWriter(directory, name, budget, blockBytes, partitionCount, Entries.SEGMENTS);
    }

    /** A file of sorted runs, of which ranges of keys can be read. Leases {@link #stagingBytes} from {@code budget}. */
    public static SpillFileWriter ofSortedRuns(
            SpillDirectory directory, String name, MemoryBudget budget, int blockBytes)
            throws MemoryExhaustedException {
        return new SpillFileWriter(directory, name, budget, blockBytes, 1, Entries.BLOCKS);
    }

    /** A file of a sorted run that will be read as a whole. Leases {@link #stagingBytes} from {@code budget}. */
    public static SpillFileWriter ofWholeRun(SpillDirectory directory, String name, MemoryBudget budget, int blockBytes)
            throws MemoryExhaustedException {
        return new SpillFileWriter(directory, name, budget, blockBytes, 1, Entries.NONE);
    }

    /** One block raw and one encoded. */
    public static long stagingBytes(int blockBytes) {
        return blockBytes + BlockCodec.maxEncodedBytes(blockBytes);
    }

    public void beginRegion() throws IOException {
        if (sink == null) {
            sink = directory.create(name);
            created = true;
            block = new byte[blockBytes];
            encoded = new byte[Math.toIntExact(BlockCodec.maxEncodedBytes(blockBytes))];
        }
        regionOffset = position;
        regionRecords = 0;
        previousPartition = 0;
    }

    /** Partitions come in order. A sorted region has one segment, of partition 0. */
    public void beginSegment(int partition) {
        assert partition >= previousPartition && partition < partitionCount : partition;
        this.partition = partition;
        segmentOffset = position;
        segmentRecords = 0;
        segmentBlocks = 0;
    }

    /** Appends whole records, which stay together in one block. The array is borrowed until it returns. */
    public void append(byte[] records, int offset, int length, int recordCount) throws IOException {
        if (blockLength + length > blockBytes) {
            sealBlock();
        }
        if (length > blockBytes / 2 && blockLength == 0) {
            writeBlock(records, offset, length, recordCount);
            return;
        }
        System.arraycopy(records, offset, block, blockLength, length);
        blockLength += length;
        blockRecords += recordCount;
    }

    /** Appends one record straight from where it is, as a raw block of its own. */
    public void append(byte[] key, int keyOffset, int keyLength, byte[] value, int valueOffset, int valueLength)
            throws IOException {
        sealBlock();
        long start = position;
        int front = codec.encodeRecordFront(key, keyOffset, keyLength, value, valueOffset, valueLength, encoded);
        put(encoded, 0, front);
        put(key, keyOffset, keyLength);
        put(value, valueOffset, valueLength);
        if (entriesOf == Entries.BLOCKS) {
            addEntry(position - start, key, keyOffset, keyLength, 1);
        }
        segmentBlocks++;
        segmentRecords++;
    }

    private void sealBlock() throws IOException {
        if (blockLength > 0) {
            int length = blockLength;
            blockLength = 0;
            writeBlock(block, 0, length, blockRecords);
            blockRecords = 0;
        }
    }

    private void writeBlock(byte[] records, int offset, int length, int recordCount) throws IOException {
        long start = position;
        if (length <= blockBytes) {
            encodeBlock(records, offset, length, recordCount, encoded);
        } else {
            writeLongBlock(records, offset, length, recordCount);
        }
        if (entriesOf == Entries.BLOCKS) {
            addEntry(
                    position - start,
                    records,
                    RecordLayout.keyOffset(records, offset),
                    RecordLayout.keyLength(records, offset),
                    recordCount);
        }
        segmentBlocks++;
        segmentRecords += recordCount;
    }

    private void encodeBlock(byte[] records, int offset, int length, int recordCount, byte[] target)
            throws IOException {
        int used = codec.encode(records, offset, length, recordCount, target);
        put(target, 0, used);
        if (used == BlockCodec.HEADER_BYTES) {
            put(records, offset, length);
        }
    }

    /** Compresses if there is memory for it right now, at most what compression must get to. */
    private void writeLongBlock(byte[] records, int offset, int length, int recordCount) throws IOException {
        int room = BlockCodec.HEADER_BYTES + length / 8 * 7;
        if (budget.tryReserve(room)) {
            try {
                encodeBlock(records, offset, length, recordCount, new byte[room]);
            } finally {
                budget.release(room);
            }
            return;
        }
        codec.encodeRawHeader(records, offset, length, recordCount, encoded);
        put(encoded, 0, BlockCodec.HEADER_BYTES);
        put(records, offset, length);
    }

    private void addEntry(long encodedBytes, byte[] bytes, int firstKeyOffset, int firstKeyLength, int recordCount) {
        int kept = Math.min(RegionIndex.MAX_KEY_BYTES, firstKeyLength);
        entries.add(encodedBytes);
        entries.add(recordCount);
        entries.add(kept);
        entries.add(bytes, firstKeyOffset, kept);
    }

    private void put(byte[] bytes, int offset, int length) throws IOException {
        if (sink == null) {
            throw new IllegalStateException(this + " is closed or has no region");
        }
        sink.write(bytes, offset, length);
        position += length;
    }

    public void endSegment() throws IOException {
        sealBlock();
        if (segmentRecords > 0 && entriesOf == Entries.SEGMENTS) {
            entries.add(partition - previousPartition);
            entries.add(position - segmentOffset);
            entries.add(segmentRecords);
            entries.add(segmentBlocks);
            previousPartition = partition;
        }
        regionRecords += segmentRecords;
    }

    /** Leases a little memory for each region; the caller has released the region's records before. */
    public void endRegion() throws IOException {
        byte[] packed = entries.take();
        if (regionRecords == 0) {
            return;
        }
        if (!budget.tryReserve(Region.RETAINED_BYTES)) {
            dropIndex();
            budget.reserve(Region.RETAINED_BYTES, "the place of region " + regions.size() + " of a spill file");
        }
        regionsLeaseBytes += Region.RETAINED_BYTES;
        indexChecksum.reset();
        indexChecksum.update(packed, 0, packed.length);
        Region region = new Region(
                regionOffset, position - regionOffset, regionRecords, packed.length, (int) indexChecksum.getValue());
        put(packed, 0, packed.length);
        regions.add(region);
        keepIndex(region, packed);
    }

    /** Keeps the index in memory as long as it is a small share of the budget; it is in the file anyway. */
    private void keepIndex(Region region, byte[] packed) throws IOException {
        if (resident == null || entriesOf == Entries.NONE) {
            return;
        }
        long bytes = RegionIndex.retainedBytes(packed.length);
        if (residentLeaseBytes + bytes > budget.limitBytes() / RESIDENT_SHARE || !budget.tryReserve(bytes)) {
            dropIndex();
            return;
        }
        residentLeaseBytes += bytes;
        resident.add(RegionIndex.of(region, packed, partitionCount, sorted));
    }

    private void dropIndex() {
        budget.release(residentLeaseBytes);
        residentLeaseBytes = 0;
        resident = null;
    }

    public int regionCount() {
        return regions.size();
    }

    /** The bytes written to the file so far. */
    public long writtenBytes() {
        return position;
    }

    /** Completes the file and ends this writer. {@code keeper} leases as much of the index as it has room for. */
    public SpillFile finish(MemoryBudget keeper) throws IOException {
        SegmentIndex index = complete();
        return published(SpillFile.finished(directory, name, position, index, keeper));
    }

    /** Completes the file and ends this writer. The file holds no index and no lease. */
    public SpillFile finish() throws IOException {
        complete();
        return published(SpillFile.finished(directory, name, position));
    }

    private SegmentIndex complete() throws IOException {
        if (sink == null) {
            throw new IllegalStateException(this + " is closed or has no region");
        }
        position += SpillFooter.write(sink, partitionCount, sorted, regions);
        sink.finish();
        sink = null;
        budget.release(regionsLeaseBytes + residentLeaseBytes);
        regionsLeaseBytes = 0;
        residentLeaseBytes = 0;
        return new SegmentIndex(partitionCount, sorted, regions, entriesOf == Entries.NONE ? null : resident);
    }

    /** The file is its holder's from here on. */
    private SpillFile published(SpillFile file) {
        created = false;
        close();
        return file;
    }

    /** Releases the memory and, unless the file was finished, removes it. Has no effect after the first time. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        budget.release(regionsLeaseBytes + residentLeaseBytes + stagingBytes(blockBytes));
        block = new byte[0];
        encoded = new byte[0];
        if (sink != null) {
            sink.close();
            sink = null;
        }
        if (created) {
            removeFile();
        }
    }

    private void removeFile() {
        try {
            directory.delete(name);
        } catch (IOException unremovable) {
            // Whoever discards has a failure of its own to report, which this one must not hide.
        }
    }

    @Override
    public String toString() {
        return SpillFile.label(directory, name);
    }
}
