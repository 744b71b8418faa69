package io.dataflow.shuffle;

import io.dataflow.shuffle.block.Block;
import io.dataflow.shuffle.block.BlockCodec;
import io.dataflow.shuffle.memory.MemoryBudget;
import io.dataflow.shuffle.sort.Run;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * One run of a merge, a block at a time. Its lease is for a block of the usual size. A longer one, which holds a single long
 * record, is leased on top as far as the merge's budget goes; otherwise only its key is kept, and the block is read again
 * when the record's turn has come. So of all long records that runs stand at, one has to fit. Confined to one thread.
 */
final class MergeLeaf implements Run {
    private final BlockReaderOpener opener;
    private final BlockReader reader;
    private final MemoryBudget budget;
    private final MemoryBudget longRecords;
    private final long coveredBytes;
    private final RecordCursor cursor = new RecordCursor();
    private int blockCount;
    private boolean inBlock;

    /** Of a block that only the key was kept of; else 0. */
    private int awayBytes;

    private long extraLeaseBytes;
    private MemoryBudget extraLeaseOf;

    /**
     * The caller holds the lease of {@code blockBytes}.
     *
     * @param longRecords for the one long record at hand, when {@code budget} has no room for it
     */
    MergeLeaf(BlockReaderOpener opener, MemoryBudget budget, MemoryBudget longRecords, long blockBytes)
            throws IOException {
        this.opener = opener;
        this.reader = opener.open();
        this.budget = budget;
        this.longRecords = longRecords;
        coveredBytes = Math.max(blockBytes, BlockCodec.STANDARD_BLOCK_BYTES);
        extraLeaseOf = budget;
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
            awayBytes = 0;
            Block block = reader.next();
            if (block == null) {
                return false;
            }
            blockCount++;
            long extra = Math.max(0, block.lengthBytes() - coveredBytes);
            if (budget.tryReserve(extra)) {
                extraLeaseOf = budget;
                extraLeaseBytes = extra;
                cursor.reset(block);
            } else {
                keepKey(block);
            }
            inBlock = true;
            if (cursor.next()) {
                return true;
            }
        }
    }

    private void keepKey(Block block) throws IOException {
        if (block.recordCount() != 1) {
            throw budget.exhausted(block.lengthBytes(), "a block of " + block.recordCount() + " records in a merge");
        }
        Block key = LongRecord.keyOf(block);
        budget.reserve(key.lengthBytes(), "the key of a long record in a merge");
        extraLeaseOf = budget;
        extraLeaseBytes = key.lengthBytes();
        awayBytes = block.lengthBytes();
        cursor.reset(key);
    }

    /** Gets the current record back, if only its key is here. */
    void load() throws IOException {
        if (awayBytes == 0) {
            return;
        }
        long extra = Math.max(0, awayBytes - coveredBytes);
        boolean fits = budget.tryReserve(extra);
        if (!fits) {
            longRecords.reserve(extra, LongRecord.purpose(awayBytes));
        }
        releaseExtra();
        extraLeaseOf = fits ? budget : longRecords;
        extraLeaseBytes = extra;
        awayBytes = 0;
        cursor.reset(readAgain());
        cursor.next();
    }

    private Block readAgain() throws IOException {
        try (BlockReader again = opener.open()) {
            @Nullable Block block = null;
            for (int i = 0; i < blockCount; i++) {
                block = again.next();
            }
            if (block == null) {
                throw new IOException("A run has fewer blocks when it is read again: less than " + blockCount);
            }
            return block;
        }
    }

    /** Keeps only the key of the current record, if that has memory of its own. */
    void forgetValue() throws IOException {
        if (extraLeaseBytes > 0 && awayBytes == 0) {
            Block key = LongRecord.keyOf(cursor);
            releaseExtra();
            budget.reserve(key.lengthBytes(), "the key of a long record in a merge");
            extraLeaseOf = budget;
            extraLeaseBytes = key.lengthBytes();
            cursor.reset(key);
            cursor.next();
        }
    }

    private void releaseExtra() {
        long bytes = extraLeaseBytes;
        extraLeaseBytes = 0;
        extraLeaseOf.release(bytes);
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
        awayBytes = 0;
        cursor.reset(LongRecord.NOTHING);
        releaseExtra();
        reader.close();
    }
}
