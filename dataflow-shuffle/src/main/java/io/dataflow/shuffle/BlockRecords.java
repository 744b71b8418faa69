package io.dataflow.shuffle;

import io.dataflow.shuffle.block.Block;
import io.dataflow.shuffle.block.BlockCodec;
import io.dataflow.shuffle.memory.MemoryBudget;
import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The records of several sources of blocks, opened one after the other when their turn comes. */
final class BlockRecords implements RecordReader {
    private final Iterator<? extends BlockReaderOpener> sources;
    private final @Nullable MemoryBudget longRecords;
    private final RecordCursor cursor = new RecordCursor();
    private @Nullable BlockReader reader;
    private long leaseBytes;
    private boolean inBlock;
    private boolean closed;

    /** @param longRecords what blocks beyond the usual size are leased from, or null when they are not */
    BlockRecords(List<? extends BlockReaderOpener> sources, @Nullable MemoryBudget longRecords) {
        this.sources = List.copyOf(sources).iterator();
        this.longRecords = longRecords;
    }

    @Override
    public boolean next() throws IOException {
        if (inBlock && cursor.next()) {
            return true;
        }
        return nextInFollowingBlock();
    }

    private boolean nextInFollowingBlock() throws IOException {
        if (closed) {
            throw new IOException("The reader is closed");
        }
        while (true) {
            inBlock = false;
            releaseLease();
            if (reader == null) {
                if (!sources.hasNext()) {
                    return false;
                }
                reader = sources.next().open();
            }
            Block block = reader.next();
            if (block == null) {
                reader.close();
                reader = null;
                continue;
            }
            lease(block.lengthBytes());
            cursor.reset(block);
            inBlock = true;
            if (cursor.next()) {
                return true;
            }
        }
    }

    private void lease(int lengthBytes) throws IOException {
        if (longRecords != null && lengthBytes > BlockCodec.STANDARD_BLOCK_BYTES) {
            longRecords.reserve(lengthBytes, LongRecord.purpose(lengthBytes));
            leaseBytes = lengthBytes;
        }
    }

    private void releaseLease() {
        if (longRecords != null) {
            longRecords.release(leaseBytes);
            leaseBytes = 0;
        }
    }

    @Override
    public void forgetValue() throws IOException {
        if (leaseBytes > 0) {
            cursor.reset(LongRecord.keyOf(cursor));
            cursor.next();
            releaseLease();
        }
    }

    @Override
    public boolean lookAhead(RecordCursor ahead) {
        ahead.resetTo(cursor);
        return true;
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

    @Override
    public void close() {
        closed = true;
        inBlock = false;
        cursor.reset(LongRecord.NOTHING);
        releaseLease();
        if (reader != null) {
            reader.close();
            reader = null;
        }
    }
}
