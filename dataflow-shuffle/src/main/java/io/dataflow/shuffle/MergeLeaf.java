package io.dataflow.shuffle;

import io.dataflow.shuffle.block.Block;
import io.dataflow.shuffle.block.BlockCodec;
import io.dataflow.shuffle.memory.MemoryBudget;
import io.dataflow.shuffle.sort.Run;
import java.io.IOException;

/**
 * One run of a merge, a block at a time. Its lease is for a block of the usual size; a longer one, which holds a single
 * long record, is leased on top while it lasts. Confined to one thread.
 */
final class MergeLeaf implements Run {
    private final BlockReader reader;
    private final MemoryBudget budget;
    private final long coveredBytes;
    private final RecordCursor cursor = new RecordCursor();
    private long extraLeaseBytes;
    private boolean inBlock;

    /** Takes ownership of {@code reader}; the caller holds the lease of {@code blockBytes}. */
    MergeLeaf(BlockReader reader, MemoryBudget budget, long blockBytes) {
        this.reader = reader;
        this.budget = budget;
        coveredBytes = Math.max(blockBytes, BlockCodec.STANDARD_BLOCK_BYTES);
    }

    @Override
    public boolean next() throws IOException {
        if (inBlock && cursor.next()) {
            return true;
        }
        return nextInFollowingBlock();
    }

    private boolean nextInFollowingBlock() throws IOException {
        while (true) {
            inBlock = false;
            releaseExtra();
            Block block = reader.next();
            if (block == null) {
                return false;
            }
            long extra = Math.max(0, block.lengthBytes() - coveredBytes);
            budget.reserve(extra, "a record of " + block.lengthBytes() + " bytes in a merge");
            extraLeaseBytes = extra;
            cursor.reset(block);
            inBlock = true;
            if (cursor.next()) {
                return true;
            }
        }
    }

    private void releaseExtra() {
        long bytes = extraLeaseBytes;
        extraLeaseBytes = 0;
        budget.release(bytes);
    }

    @Override
    public byte[] bytes() {
        return cursor.bytes();
    }

    @Override
    public int keyOffset() {
        return cursor.keyOffset();
    }

    @Override
    public int keyLength() {
        return cursor.keyLength();
    }

    @Override
    public int valueOffset() {
        return cursor.valueOffset();
    }

    @Override
    public int valueLength() {
        return cursor.valueLength();
    }

    /** Where the current record begins, its lengths included. */
    int recordOffset() {
        return cursor.recordOffset();
    }

    int recordEnd() {
        return cursor.recordEnd();
    }

    @Override
    public void close() {
        inBlock = false;
        releaseExtra();
        reader.close();
    }
}
