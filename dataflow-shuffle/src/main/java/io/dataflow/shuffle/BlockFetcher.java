package io.dataflow.shuffle;

import java.io.IOException;

/** Gets blocks from wherever they are. Safe for use by many threads. */
public interface BlockFetcher {
    /**
     * The selected blocks of exactly the attempt that {@code location} names, or a failure. The caller closes the
     * reader.
     */
    BlockReader fetch(OutputLocation location, Selection selection) throws IOException;
}
