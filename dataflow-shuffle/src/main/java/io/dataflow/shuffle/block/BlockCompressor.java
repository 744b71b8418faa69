package io.dataflow.shuffle.block;

import java.util.function.Supplier;

/**
 * Decides block by block whether compression pays. A block stays compressed only if that saves an eighth of it; after
 * {@value #PATIENCE} blocks in a row that did not, the next {@value #PAUSE} are not tried at all, so that a stream that
 * does not compress costs one attempt in five.
 *
 * <p>Confined to one thread.
 */
final class BlockCompressor {
    private static final int PATIENCE = 8;
    private static final int PAUSE = 32;

    /** Shorter blocks save too little to be worth a call. */
    private static final int MIN_LENGTH = 64;

    private final Supplier<Lz4> lz4;
    private int fruitless;
    private int blocksToSkip;

    BlockCompressor(Supplier<Lz4> lz4) {
        this.lz4 = lz4;
    }

    /** The longest compressed form that is kept. */
    static int worthwhileBytes(int rawLength) {
        return rawLength - (rawLength + 7) / 8;
    }

    /** The compressed length, or -1 when the block is to be stored as it is. */
    int compress(byte[] source, int offset, int length, byte[] target, int targetOffset) {
        if (length < MIN_LENGTH) {
            return -1;
        }
        if (blocksToSkip > 0) {
            blocksToSkip--;
            return -1;
        }
        int limit = target.length - targetOffset;
        int compressed = lz4.get().compress(source, offset, length, target, targetOffset, limit);
        if (compressed >= 0 && compressed <= worthwhileBytes(length)) {
            fruitless = 0;
            return compressed;
        }
        if (++fruitless == PATIENCE) {
            fruitless = 0;
            blocksToSkip = PAUSE;
        }
        return -1;
    }
}
