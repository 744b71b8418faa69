package io.dataflow.shuffle;

import io.dataflow.shuffle.block.BlockCodec;

/** How large a writer's blocks and chunks are, given the memory it can have. */
final class WriterSizes {
    private static final int MIN_BLOCK_BYTES = 16 << 10;
    private static final int MIN_CHUNK_BYTES = 64;
    private static final int COMMON_CHUNK_BYTES = 1 << 10;
    private static final int MAX_CHUNK_BYTES = 64 << 10;

    /** Blocks in staging take a thirty-second of the memory, as each is there raw and encoded. */
    private static final int BLOCK_SHARE = 64;

    private WriterSizes() {}

    static int blockBytes(long availableBytes) {
        return between(MIN_BLOCK_BYTES, availableBytes / BLOCK_SHARE, BlockCodec.STANDARD_BLOCK_BYTES);
    }

    /** Small enough that every partition can have a chunk. */
    static int firstChunkBytes(long availableBytes, int partitionCount) {
        return between(MIN_CHUNK_BYTES, availableBytes / (2L * partitionCount), COMMON_CHUNK_BYTES);
    }

    static int maxChunkBytes(int blockBytes) {
        return Math.min(MAX_CHUNK_BYTES, blockBytes);
    }

    private static int between(int min, long wanted, int max) {
        return (int) Math.max(min, Math.min(Long.highestOneBit(wanted), max));
    }
}
