package io.dataflow.shuffle;

import io.dataflow.shuffle.block.Block;
import io.dataflow.shuffle.block.BlockCodec;
import io.dataflow.shuffle.file.SegmentReader;
import io.dataflow.shuffle.file.SpillFile;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Blocks of a spill file, decoded. Confined to one thread. */
final class StoredBlocks implements BlockReader {
    private final SegmentReader reader;
    private final BlockCodec codec;
    private final String label;

    /** Takes ownership of {@code reader}, which reads {@code file}. */
    StoredBlocks(SpillFile file, SegmentReader reader, BlockCodec codec) {
        this.reader = reader;
        this.codec = codec;
        label = file.toString();
    }

    @Override
    public @Nullable Block next() throws IOException {
        byte[] encoded = reader.next();
        return encoded == null ? null : codec.decode(encoded, 0, encoded.length, label, reader.blockOffset());
    }

    @Override
    public void close() {
        reader.close();
    }
}
