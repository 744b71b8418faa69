package io.dataflow.shuffle;

import io.dataflow.shuffle.block.Block;
import io.dataflow.shuffle.block.BlockCodec;
import io.dataflow.shuffle.block.EncodedBlockReader;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The receiving end of encoded blocks. */
final class DecodedBlocks implements BlockReader {
    private final EncodedBlockReader encoded;
    private final BlockCodec codec = new BlockCodec();

    DecodedBlocks(EncodedBlockReader encoded) {
        this.encoded = encoded;
    }

    @Override
    public @Nullable Block next() throws IOException {
        byte[] bytes = encoded.next();
        return bytes == null ? null : codec.decode(bytes, 0, bytes.length);
    }

    @Override
    public void close() {
        encoded.close();
    }
}
