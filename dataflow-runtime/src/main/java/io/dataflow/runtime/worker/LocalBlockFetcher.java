package io.dataflow.runtime.worker;

import io.dataflow.shuffle.BlockFetcher;
import io.dataflow.shuffle.BlockReader;
import io.dataflow.shuffle.OutputLocation;
import io.dataflow.shuffle.Selection;
import io.dataflow.shuffle.ShuffleOutput;
import io.dataflow.shuffle.ShuffleStore;
import java.io.IOException;

/** Blocks of this worker's own store, by reference; those of others from elsewhere. Safe for use by many threads. */
public final class LocalBlockFetcher implements BlockFetcher {
    private final String address;
    private final ShuffleStore store;
    private final BlockFetcher elsewhere;

    /** @param address at which the store's outputs are known to be */
    public LocalBlockFetcher(String address, ShuffleStore store, BlockFetcher elsewhere) {
        this.address = address;
        this.store = store;
        this.elsewhere = elsewhere;
    }

    @Override
    public BlockReader fetch(OutputLocation location, Selection selection) throws IOException {
        if (!location.address().equals(address)) {
            return elsewhere.fetch(location, selection);
        }
        ShuffleOutput output = store.output(location.id());
        if (output == null) {
            throw new IOException("the output is not here any more");
        }
        return output.open(selection);
    }
}
