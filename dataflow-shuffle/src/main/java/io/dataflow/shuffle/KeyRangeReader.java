package io.dataflow.shuffle;

import io.dataflow.shuffle.block.Block;
import io.dataflow.shuffle.block.CorruptBlockException;
import io.dataflow.shuffle.block.RecordLayout;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The records of a sorted run whose keys are in {@code [low, high)} by unsigned bytes. Blocks at the edges are narrowed
 * in place, the others pass as they are. Takes ownership of the reader of the run. Confined to one thread.
 */
public final class KeyRangeReader implements BlockReader {
    private final BlockReader run;
    private final byte @Nullable [] high;
    private final RecordCursor cursor = new RecordCursor();

    /** Null as soon as a key at or above it was seen. */
    private byte @Nullable [] low;

    private boolean done;

    public KeyRangeReader(BlockReader run, byte @Nullable [] low, byte @Nullable [] high) {
        this.run = run;
        this.low = low;
        this.high = high;
    }

    @Override
    public @Nullable Block next() throws IOException {
        while (!done) {
            Block block = run.next();
            if (block == null) {
                break;
            }
            Block narrowed = cutBelow(block);
            if (narrowed.recordCount() > 0) {
                narrowed = cutAbove(narrowed);
                if (narrowed.recordCount() > 0) {
                    return narrowed;
                }
            }
        }
        return null;
    }

    private Block cutBelow(Block block) throws CorruptBlockException {
        byte[] bound = low;
        if (bound == null) {
            return block;
        }
        int skipped = countBelow(block, bound);
        if (skipped < block.recordCount()) {
            low = null;
        }
        return skipped == 0
                ? block
                : new Block(block.bytes(), cursor.recordOffset(), block.end(), block.recordCount() - skipped);
    }

    private Block cutAbove(Block block) throws CorruptBlockException {
        byte[] bound = high;
        if (bound == null || compare(block.bytes(), lastRecord(block), bound) < 0) {
            return block;
        }
        done = true;
        int kept = countBelow(block, bound);
        return new Block(block.bytes(), block.offset(), cursor.recordOffset(), kept);
    }

    /** How many leading keys are below {@code bound}; leaves the cursor on the first that is not, if there is one. */
    private int countBelow(Block block, byte[] bound) throws CorruptBlockException {
        cursor.reset(block);
        int count = 0;
        while (cursor.next()) {
            if (compare(cursor.bytes(), cursor.keyOffset(), cursor.keyLength(), bound) >= 0) {
                break;
            }
            count++;
        }
        return count;
    }

    private int lastRecord(Block block) throws CorruptBlockException {
        cursor.reset(block);
        int last = block.offset();
        while (cursor.next()) {
            last = cursor.recordOffset();
        }
        return last;
    }

    private static int compare(byte[] bytes, int recordOffset, byte[] bound) {
        return compare(
                bytes, RecordLayout.keyOffset(bytes, recordOffset), RecordLayout.keyLength(bytes, recordOffset), bound);
    }

    private static int compare(byte[] bytes, int keyOffset, int keyLength, byte[] bound) {
        return Arrays.compareUnsigned(bytes, keyOffset, keyOffset + keyLength, bound, 0, bound.length);
    }

    @Override
    public void close() {
        run.close();
    }
}
