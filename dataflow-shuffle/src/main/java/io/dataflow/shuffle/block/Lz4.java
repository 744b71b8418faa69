package io.dataflow.shuffle.block;

import net.jpountz.lz4.LZ4Compressor;
import net.jpountz.lz4.LZ4Exception;
import net.jpountz.lz4.LZ4Factory;
import net.jpountz.lz4.LZ4SafeDecompressor;

/**
 * The LZ4 block format: native code where the platform has it, else the slower Java code. Always the bounds-checked
 * decompressor. Safe for use by many threads.
 */
final class Lz4 {
    private final LZ4Compressor compressor;
    private final LZ4SafeDecompressor decompressor;

    Lz4() {
        LZ4Factory factory = factory();
        compressor = factory.fastCompressor();
        decompressor = factory.safeDecompressor();
    }

    private static LZ4Factory factory() {
        try {
            LZ4Factory factory = LZ4Factory.nativeInstance();
            UnpackedLibrary.remove("liblz4-java-");
            return factory;
        } catch (LinkageError | AssertionError | RuntimeException unavailable) {
            return LZ4Factory.safeInstance();
        }
    }

    /** Enough room for any input of {@code rawLength} bytes: LZ4 adds at most one byte in 255, and 16. */
    static long maxCompressedBytes(int rawLength) {
        return rawLength + rawLength / 255L + 16;
    }

    /** The compressed length, or -1 when it does not fit {@code limit} bytes. */
    int compress(byte[] source, int offset, int length, byte[] target, int targetOffset, int limit) {
        try {
            return compressor.compress(source, offset, length, target, targetOffset, limit);
        } catch (LZ4Exception tooSmall) {
            return -1;
        }
    }

    /** The decompressed length, or -1 when the bytes are no LZ4 block of at most {@code target.length} bytes. */
    int decompress(byte[] source, int offset, int length, byte[] target) {
        try {
            return decompressor.decompress(source, offset, length, target, 0, target.length);
        } catch (LZ4Exception malformed) {
            return -1;
        }
    }
}
