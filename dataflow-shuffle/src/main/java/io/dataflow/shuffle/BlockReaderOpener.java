package io.dataflow.shuffle;

import java.io.IOException;

/** Opens a source of blocks when its turn comes. */
@FunctionalInterface
public interface BlockReaderOpener {
    /** The caller closes the reader. */
    BlockReader open() throws IOException;
}
