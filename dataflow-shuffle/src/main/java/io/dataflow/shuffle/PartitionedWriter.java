package io.dataflow.shuffle;

import io.dataflow.shuffle.block.RecordLayout;
import io.dataflow.shuffle.file.SpillDirectory;
import io.dataflow.shuffle.file.SpillFileWriter;
import io.dataflow.shuffle.hash.ContentHash;
import io.dataflow.shuffle.memory.MemoryBudget;
import io.dataflow.shuffle.memory.MemoryExhaustedException;
import java.io.IOException;
import java.util.List;

/**
 * A writer that appends records to a buffer per partition. When a lease is refused, all partitions are flushed in order
 * as one region of the file and all buffers are released; regions are never merged, and nothing is ever sorted.
 *
 * <p>It needs {@link #floorBytes} of memory. Confined to one task's thread.
 */
public final class PartitionedWriter implements ShuffleWriter {
    /** Besides the staging buffers: a few chunks. */
    private static final int MIN_CHUNKS_BYTES = 12 << 10;

    private final MemoryBudget budget;
    private final MemoryBudget store;
    private final long partitionsLeaseBytes;
    private final PartitionBuffers buffers;
    private final SpillFileWriter spill;
    private final ContentHash contentHash = new ContentHash();
    private final int partitionCount;

    private long writtenRecords;
    private long writtenBytes;
    private boolean finished;

    /**
     * Leases from {@code budget} while it writes; what is committed in memory is leased from {@code store}.
     *
     * @throws MemoryExhaustedException when not even {@link #floorBytes} can be had
     */
    public PartitionedWriter(
            int partitionCount, MemoryBudget budget, MemoryBudget store, SpillDirectory directory, String fileName)
            throws MemoryExhaustedException {
        if (partitionCount < 1) {
            throw new IllegalArgumentException("partitionCount must be positive: " + partitionCount);
        }
        this.partitionCount = partitionCount;
        this.budget = budget;
        this.store = store;
        long availableBytes = budget.availableBytes();
        if (availableBytes < floorBytes(partitionCount)) {
            throw budget.exhausted(
                    floorBytes(partitionCount), "the smallest shuffle writer of " + partitionCount + " partitions");
        }
        int blockBytes = WriterSizes.blockBytes(availableBytes);
        spill = SpillFileWriter.ofPartitions(directory, fileName, budget, blockBytes, partitionCount);
        partitionsLeaseBytes = (long) partitionCount * PartitionBuffers.BYTES_PER_PARTITION;
        if (!budget.tryReserve(partitionsLeaseBytes)) {
            spill.close();
            throw budget.exhausted(partitionsLeaseBytes, "the buffers of " + partitionCount + " partitions");
        }
        buffers = new PartitionBuffers(
                partitionCount,
                budget,
                WriterSizes.firstChunkBytes(budget.availableBytes(), partitionCount),
                WriterSizes.maxChunkBytes(blockBytes));
    }

    /** The least memory a writer of so many partitions works with. */
    public static long floorBytes(int partitionCount) {
        return SpillFileWriter.stagingBytes(WriterSizes.blockBytes(0))
                + MIN_CHUNKS_BYTES
                + (long) partitionCount * PartitionBuffers.BYTES_PER_PARTITION;
    }

    @Override
    public void write(
            int partition, byte[] key, int keyOffset, int keyLength, byte[] value, int valueOffset, int valueLength)
            throws IOException {
        WriterChecks.requireRecord(keyLength, valueLength);
        if (partition < 0 || partition >= partitionCount) {
            throw new IllegalArgumentException("Not one of the " + partitionCount + " partitions: " + partition);
        }
        if (finished) {
            throw new IllegalStateException("The writer of " + spill + " is finished");
        }
        int size = RecordLayout.size(keyLength, valueLength);
        if (!buffers.append(partition, size, key, keyOffset, keyLength, value, valueOffset, valueLength)) {
            flush();
            if (!buffers.append(partition, size, key, keyOffset, keyLength, value, valueOffset, valueLength)) {
                writeStraight(partition, size, key, keyOffset, keyLength, value, valueOffset, valueLength);
            }
        }
        contentHash.add(partition, key, keyOffset, keyLength, value, valueOffset, valueLength);
        writtenRecords++;
        writtenBytes += size;
    }

    /** Writes all partitions in order as one region, if there is anything to write. */
    private void flush() throws IOException {
        if (buffers.isEmpty()) {
            return;
        }
        spill.beginRegion();
        for (int partition = 0; partition < partitionCount; partition++) {
            PartitionBuffers.Chunk chunk = buffers.sealed(partition);
            if (chunk != null) {
                spill.beginSegment(partition);
                for (; chunk != null; chunk = chunk.next()) {
                    spill.append(chunk.bytes(), 0, chunk.length(), chunk.recordCount());
                }
                spill.endSegment();
            }
        }
        buffers.release();
        spill.endRegion();
    }

    /**
     * For a record that there is no memory for, however long it is: it becomes a region by itself.
     */
    private void writeStraight(
            int partition,
            int size,
            byte[] key,
            int keyOffset,
            int keyLength,
            byte[] value,
            int valueOffset,
            int valueLength)
            throws IOException {
        spill.beginRegion();
        spill.beginSegment(partition);
        spill.append(key, keyOffset, keyLength, value, valueOffset, valueLength);
        spill.endSegment();
        spill.endRegion();
        buffers.count(partition, size, 1);
    }

    @Override
    public ShuffleOutput commit() throws IOException {
        if (finished) {
            throw new IllegalStateException("The writer of " + spill + " is finished");
        }
        PartitionBuffers.Kept kept = spill.regionCount() == 0 ? buffers.tryKeep(store) : null;
        ShuffleOutput output = kept == null ? finishFile() : keep(kept);
        close();
        return output;
    }

    private ShuffleOutput keep(PartitionBuffers.Kept kept) {
        int regionCount = writtenRecords == 0 ? 0 : 1;
        return new MemoryOutput(sizes(regionCount), false, kept.blocks(), store, kept.leaseBytes());
    }

    private ShuffleOutput finishFile() throws IOException {
        flush();
        return new FileOutput(sizes(spill.regionCount()), spill.finish(store));
    }

    private OutputSizes sizes(int regionCount) {
        return new OutputSizes(
                regionCount,
                buffers.partitionBytes().clone(),
                buffers.partitionRecords().clone(),
                contentHash.value(),
                List.of());
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
            buffers.release();
            spill.close();
            budget.release(partitionsLeaseBytes);
        }
    }
}
