package io.dataflow.testing.cluster;

import io.dataflow.shuffle.block.BlockCodec;
import io.dataflow.shuffle.block.CorruptBlockException;
import java.util.Arrays;

/** Blocks with a flipped bit. */
final class CorruptBlocks {
    private CorruptBlocks() {}

    /** Whether these bytes are one encoded block, as opposed to an index of some. */
    static boolean isBlock(byte[] bytes, int offset, int length) {
        try {
            return length > BlockCodec.HEADER_BYTES && BlockCodec.encodedLength(bytes, offset, "", 0) == length;
        } catch (CorruptBlockException anythingElse) {
            return false;
        }
    }

    /** A copy whose last byte, which is of the records, is another. */
    static byte[] of(byte[] bytes, int offset, int length) {
        byte[] corrupt = Arrays.copyOfRange(bytes, offset, offset + length);
        corrupt[length - 1] ^= 1;
        return corrupt;
    }
}
