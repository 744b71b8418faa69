package io.dataflow.shuffle;

import io.dataflow.shuffle.block.Block;
import io.dataflow.shuffle.block.RecordLayout;
import io.dataflow.shuffle.memory.MemoryBudget;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Records in memory, appended to a chain of chunks per partition. Chunks double from chunk to chunk, and each is leased
 * before it is allocated. It never decides what to do when a lease is refused.
 *
 * <p>Confined to one thread.
 */
final class PartitionBuffers {
    /** The arrays below and one entry of a region's index while that is written. */
    static final int BYTES_PER_PARTITION = 48;

    /** A block object and its place in an array. */
    private static final int BYTES_PER_BLOCK = 48;

    private static final Block[] NO_BLOCKS = new Block[0];
    private static final byte[] NO_CHUNK = new byte[0];
    private static final long ONE_RECORD = 1L << 32;

    /** A chunk that takes no more records. */
    static final class Chunk {
        private final byte[] bytes;
        private final int length;
        private final int recordCount;

        private @Nullable Chunk previous;

        private Chunk(byte[] bytes, int length, int recordCount, @Nullable Chunk previous) {
            this.bytes = bytes;
            this.length = length;
            this.recordCount = recordCount;
            this.previous = previous;
        }

        byte[] bytes() {
            return bytes;
        }

        int length() {
            return length;
        }

        int recordCount() {
            return recordCount;
        }

        /** After {@link #sealed}, the chunk that was filled after this one. */
        @Nullable
        Chunk next() {
            return previous;
        }
    }

    private final MemoryBudget budget;
    private final int firstChunkBytes;
    private final int maxChunkBytes;

    // Per partition: the chunk being filled, its record count (upper half) and length (lower half), those before it.
    private final byte[][] chunks;
    private final long[] cursors;
    private final @Nullable Chunk[] filled;

    // Per partition: all that was ever sealed, whether it is still here or not.
    private final long[] partitionBytes;
    private final long[] partitionRecords;

    private long leasedBytes;

    PartitionBuffers(int partitionCount, MemoryBudget budget, int firstChunkBytes, int maxChunkBytes) {
        this.budget = budget;
        this.firstChunkBytes = firstChunkBytes;
        this.maxChunkBytes = maxChunkBytes;
        chunks = new byte[partitionCount][];
        Arrays.fill(chunks, NO_CHUNK);
        cursors = new long[partitionCount];
        filled = new Chunk[partitionCount];
        partitionBytes = new long[partitionCount];
        partitionRecords = new long[partitionCount];
    }

    /** Appends a record of {@code size} bytes, or changes nothing when there is no memory for it. */
    boolean append(
            int partition,
            int size,
            byte[] key,
            int keyOffset,
            int keyLength,
            byte[] value,
            int valueOffset,
            int valueLength) {
        int end = (int) cursors[partition];
        if (chunks[partition].length - end < size) {
            if (!addChunk(partition, size)) {
                return false;
            }
            end = 0;
        }
        RecordLayout.write(chunks[partition], end, key, keyOffset, keyLength, value, valueOffset, valueLength);
        cursors[partition] += ONE_RECORD + size;
        return true;
    }

    private boolean addChunk(int partition, int size) {
        int previous = chunks[partition].length;
        int length = Math.max(size, previous == 0 ? firstChunkBytes : Math.min(maxChunkBytes, 2 * previous));
        if (!budget.tryReserve(length)) {
            return false;
        }
        leasedBytes += length;
        seal(partition);
        chunks[partition] = new byte[length];
        return true;
    }

    private void seal(int partition) {
        long cursor = cursors[partition];
        if (cursor != 0) {
            int length = (int) cursor;
            int recordCount = (int) (cursor >>> 32);
            filled[partition] = new Chunk(chunks[partition], length, recordCount, filled[partition]);
            count(partition, length, recordCount);
            cursors[partition] = 0;
            chunks[partition] = NO_CHUNK;
        }
    }

    /** Adds records that never came here to the totals. */
    void count(int partition, long bytes, long recordCount) {
        partitionBytes[partition] += bytes;
        partitionRecords[partition] += recordCount;
    }

    /** The first of the partition's chunks in the order they were filled; the partition takes no more until a reset. */
    @Nullable
    Chunk sealed(int partition) {
        seal(partition);
        Chunk first = null;
        Chunk rest = filled[partition];
        while (rest != null) {
            Chunk following = rest.previous;
            rest.previous = first;
            first = rest;
            rest = following;
        }
        filled[partition] = null;
        return first;
    }

    /** Everything there is as blocks, and what of the keeper's budget they take. */
    @SuppressWarnings("ArrayRecordComponent") // Handed over once, never compared.
    record Kept(Block[][] blocks, long leaseBytes) {}

    /**
     * Hands all chunks with their leases over to {@code keeper}, or changes nothing and returns null when that has no
     * room for them. Chunks with much unused room are copied to their length, so that many small partitions stay small.
     */
    @Nullable
    Kept tryKeep(MemoryBudget keeper) {
        long handedBytes = 0;
        long copiedBytes = 0;
        for (int partition = 0; partition < chunks.length; partition++) {
            seal(partition);
            for (Chunk chunk = filled[partition]; chunk != null; chunk = chunk.previous) {
                copiedBytes += BYTES_PER_BLOCK;
                if (isWellUsed(chunk)) {
                    handedBytes += chunk.bytes.length;
                } else {
                    copiedBytes += chunk.length;
                }
            }
        }
        if (!keeper.tryReserve(copiedBytes)) {
            return null;
        }
        if (!budget.tryTransferTo(keeper, handedBytes)) {
            keeper.release(copiedBytes);
            return null;
        }
        leasedBytes -= handedBytes;
        Block[][] blocks = new Block[chunks.length][];
        for (int partition = 0; partition < chunks.length; partition++) {
            blocks[partition] = toBlocks(sealed(partition));
        }
        release();
        return new Kept(blocks, handedBytes + copiedBytes);
    }

    private static boolean isWellUsed(Chunk chunk) {
        return chunk.bytes.length - chunk.length <= chunk.bytes.length / 4;
    }

    private static Block[] toBlocks(@Nullable Chunk first) {
        if (first == null) {
            return NO_BLOCKS;
        }
        List<Block> blocks = new ArrayList<>();
        for (Chunk chunk = first; chunk != null; chunk = chunk.next()) {
            byte[] bytes = isWellUsed(chunk) ? chunk.bytes : Arrays.copyOf(chunk.bytes, chunk.length);
            blocks.add(new Block(bytes, 0, chunk.length, chunk.recordCount));
        }
        return blocks.toArray(NO_BLOCKS);
    }

    boolean isEmpty() {
        return leasedBytes == 0;
    }

    /** Forgets all chunks and releases their leases; the totals stay. */
    void release() {
        Arrays.fill(chunks, NO_CHUNK);
        Arrays.fill(cursors, 0);
        Arrays.fill(filled, null);
        long bytes = leasedBytes;
        leasedBytes = 0;
        budget.release(bytes);
    }

    long[] partitionBytes() {
        return partitionBytes;
    }

    long[] partitionRecords() {
        return partitionRecords;
    }
}
