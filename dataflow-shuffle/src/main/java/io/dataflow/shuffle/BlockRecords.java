package io.dataflow.shuffle;

import io.dataflow.shuffle.block.Block;
import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The records of several sources of blocks, opened one after the other when their turn comes. */
final class BlockRecords implements RecordReader {
    private final Iterator<? extends BlockReaderOpener> sources;
    private final RecordCursor cursor = new RecordCursor();
    private @Nullable BlockReader reader;
    private boolean inBlock;
    private boolean closed;

    BlockRecords(List<? extends BlockReaderOpener> sources) {
        this.sources = List.copyOf(sources).iterator();
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
            cursor.reset(block);
            inBlock = true;
            if (cursor.next()) {
                return true;
            }
        }
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
        if (reader != null) {
            reader.close();
            reader = null;
        }
    }
}
