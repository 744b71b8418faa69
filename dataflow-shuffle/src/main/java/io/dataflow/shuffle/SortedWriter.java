package io.dataflow.shuffle;

import io.dataflow.shuffle.block.Block;
import io.dataflow.shuffle.block.RecordLayout;
import io.dataflow.shuffle.file.SpillDirectory;
import io.dataflow.shuffle.file.SpillFileWriter;
import io.dataflow.shuffle.hash.ContentHash;
import io.dataflow.shuffle.memory.MemoryBudget;
import io.dataflow.shuffle.memory.MemoryExhaustedException;
import io.dataflow.shuffle.sort.RecordArena;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A writer of one partition that is sorted by key, as unsigned bytes; equal keys stay in the order they came. When a
 * lease is refused, what is in memory is sorted and becomes one region, a run of its own; runs are merged by their
 * readers.
 *
 * <p>It needs {@link #FLOOR_BYTES} of memory. Confined to one task's thread.
 */
public final class SortedWriter implements ShuffleWriter {
    /** The least memory it works with. */
    public static final long FLOOR_BYTES =
            SpillFileWriter.stagingBytes(WriterSizes.blockBytes(0)) + RecordArena.FLOOR_BYTES + KeySampler.FLOOR_BYTES;

    private static final int BYTES_PER_BLOCK_OBJECT = 48;

    private final MemoryBudget budget;
    private final MemoryBudget store;
    private final int blockBytes;
    private final RecordArena arena;
    private final SpillFileWriter spill;
    private final KeySampler sampler = new KeySampler();
    private final ContentHash contentHash = new ContentHash();

    private long writtenRecords;
    private long writtenBytes;
    private boolean finished;

    /**
     * Leases from {@code budget} while it writes; what is committed in memory is leased from {@code store}.
     *
     * @throws MemoryExhaustedException when not even {@link #FLOOR_BYTES} can be had
     */
    public SortedWriter(MemoryBudget budget, MemoryBudget store, SpillDirectory directory, String fileName)
            throws MemoryExhaustedException {
        this.budget = budget;
        this.store = store;
        long availableBytes = budget.availableBytes();
        if (availableBytes < FLOOR_BYTES) {
            throw budget.exhausted(FLOOR_BYTES, "the smallest sorted writer");
        }
        blockBytes = WriterSizes.blockBytes(availableBytes);
        spill = SpillFileWriter.ofSortedRuns(directory, fileName, budget, blockBytes);
        if (!budget.tryReserve(KeySampler.FLOOR_BYTES)) {
            spill.close();
            throw budget.exhausted(KeySampler.FLOOR_BYTES, "the samples of a sorted writer");
        }
        arena = new RecordArena(budget);
    }

    @Override
    public void write(
            int partition, byte[] key, int keyOffset, int keyLength, byte[] value, int valueOffset, int valueLength)
            throws IOException {
        WriterChecks.requireRecord(keyLength, valueLength);
        if (partition != 0) {
            throw new IllegalArgumentException("A sorted output has partition 0 only: " + partition);
        }
        if (finished) {
            throw new IllegalStateException("The writer of " + spill + " is finished");
        }
        int size = RecordLayout.size(keyLength, valueLength);
        if (!arena.append(size, key, keyOffset, keyLength, value, valueOffset, valueLength)) {
            flush();
            if (!arena.append(size, key, keyOffset, keyLength, value, valueOffset, valueLength)) {
                appendAlone(size, key, keyOffset, keyLength, value, valueOffset, valueLength);
            }
        }
        contentHash.add(0, key, keyOffset, keyLength, value, valueOffset, valueLength);
        writtenRecords++;
        writtenBytes += size;
    }

    /** What comes next is not to be sorted among what came before: begins a run of its own. */
    public void endRun() throws IOException {
        flush();
    }

    /** Writes what is in memory as one sorted run, if there is anything to write. */
    private void flush() throws IOException {
        int count = arena.count();
        if (count == 0) {
            return;
        }
        arena.sort();
        spill.beginRegion();
        spill.beginSegment(0);
        for (int i = 0; i < count; i++) {
            byte[] page = arena.page(i);
            int offset = arena.offset(i);
            int size = arena.size(i);
            spill.append(page, offset, size, 1);
            sample(page, offset, size);
        }
        spill.endSegment();
        arena.clear();
        spill.endRegion();
    }

    private void sample(byte[] page, int offset, int size) {
        if (sampler.wants(size)) {
            sampler.pick(page, RecordLayout.keyOffset(page, offset), RecordLayout.keyLength(page, offset));
        }
    }

    /** For a record that does not even fit an empty arena: without the old entries, or else as a run by itself. */
    private void appendAlone(
            int size, byte[] key, int keyOffset, int keyLength, byte[] value, int valueOffset, int valueLength)
            throws IOException {
        arena.release();
        if (arena.append(size, key, keyOffset, keyLength, value, valueOffset, valueLength)) {
            return;
        }
        spill.beginRegion();
        spill.beginSegment(0);
        spill.append(key, keyOffset, keyLength, value, valueOffset, valueLength);
        spill.endSegment();
        spill.endRegion();
        if (sampler.wants(size)) {
            sampler.pick(key, keyOffset, keyLength);
        }
    }

    @Override
    public ShuffleOutput commit() throws IOException {
        if (finished) {
            throw new IllegalStateException("The writer of " + spill + " is finished");
        }
        ShuffleOutput output = spill.regionCount() == 0 ? tryKeep() : null;
        if (output == null) {
            flush();
            output = new FileOutput(sizes(spill.regionCount()), spill.finish(store));
        }
        close();
        return output;
    }

    /** The output gathered into sorted blocks in memory, or null when the store has no room for them. */
    private @Nullable ShuffleOutput tryKeep() {
        // A block is more than half full, unless the record that did not fit it has one to itself.
        long leaseBytes = writtenBytes + (4 * writtenBytes / blockBytes + 1) * BYTES_PER_BLOCK_OBJECT;
        if (!store.tryReserve(leaseBytes)) {
            return null;
        }
        arena.sort();
        List<Block> blocks = new ArrayList<>();
        byte[] gathered = new byte[(int) Math.min(blockBytes, writtenBytes)];
        int length = 0;
        int recordCount = 0;
        for (int i = 0; i < arena.count(); i++) {
            byte[] page = arena.page(i);
            int offset = arena.offset(i);
            int size = arena.size(i);
            if (size > gathered.length - length && recordCount > 0) {
                blocks.add(new Block(Arrays.copyOf(gathered, length), 0, length, recordCount));
                length = 0;
                recordCount = 0;
            }
            if (size > gathered.length) {
                blocks.add(new Block(Arrays.copyOfRange(page, offset, offset + size), 0, size, 1));
            } else {
                System.arraycopy(page, offset, gathered, length, size);
                length += size;
                recordCount++;
            }
            sample(page, offset, size);
        }
        if (recordCount > 0) {
            blocks.add(new Block(Arrays.copyOf(gathered, length), 0, length, recordCount));
        }
        Block[][] run = {blocks.toArray(Block[]::new)};
        return new MemoryOutput(sizes(blocks.isEmpty() ? 0 : 1), true, run, store, leaseBytes);
    }

    private OutputSizes sizes(int regionCount) {
        return new OutputSizes(
                regionCount,
                new long[] {writtenBytes},
                new long[] {writtenRecords},
                contentHash.value(),
                sampler.samples());
    }

    @Override
    public long writtenRecords() {
        return writtenRecords;
    }

    @Override
    public long writtenBytes() {
        return writtenBytes;
    }

    @Override
    public long spilledBytes() {
        return spill.writtenBytes();
    }

    @Override
    public void close() {
        if (!finished) {
            finished = true;
            arena.release();
            spill.close();
            budget.release(KeySampler.FLOOR_BYTES);
        }
    }
}
