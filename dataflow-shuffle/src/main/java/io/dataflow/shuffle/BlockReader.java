package io.dataflow.shuffle;

import io.dataflow.shuffle.block.Block;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Blocks in order, each decoded and checked. Confined to one thread. */
public interface BlockReader extends AutoCloseable {
    /** The next block, valid as long as anyone holds it, or null at the end. */
    @Nullable
    Block next() throws IOException;

    @Override
    void close();
}
