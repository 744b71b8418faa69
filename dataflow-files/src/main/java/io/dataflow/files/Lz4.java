package io.dataflow.files;

import io.dataflow.api.io.Compression;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import net.jpountz.lz4.LZ4FrameInputStream;
import net.jpountz.lz4.LZ4FrameOutputStream;
import net.jpountz.lz4.LZ4FrameOutputStream.BLOCKSIZE;
import net.jpountz.lz4.LZ4FrameOutputStream.FLG;

/**
 * LZ4 frames, as the program {@code lz4} writes them by default: blocks that are independent of each other. Checksums are
 * verified, and no length in a file makes this allocate more than the frame's block size, 4 MiB at most.
 *
 * <pre>{@code
 * purchases.write(Csv.into(folder.resolve("purchases")).compressed(".lz4"));
 * }</pre>
 */
public record Lz4() implements Compression {
    private static final long serialVersionUID = 1L;

    @Override
    public String name() {
        return "LZ4";
    }

    @Override
    public String extension() {
        return ".lz4";
    }

    @Override
    public InputStream unpack(InputStream stored) throws IOException {
        try {
            return new Frames(new LZ4FrameInputStream(stored));
        } catch (RuntimeException unsupported) {
            throw refused(unsupported);
        }
    }

    @Override
    public OutputStream pack(OutputStream stored) throws IOException {
        return new LZ4FrameOutputStream(
                stored, BLOCKSIZE.SIZE_256KB, FLG.Bits.BLOCK_INDEPENDENCE, FLG.Bits.CONTENT_CHECKSUM);
    }

    private static IOException refused(RuntimeException unsupported) {
        return new IOException(unsupported.getMessage(), unsupported);
    }

    /** The library refuses some frames that it does not support by other exceptions. */
    private static final class Frames extends FilterInputStream {
        Frames(InputStream frames) {
            super(frames);
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            try {
                return super.read(bytes, offset, length);
            } catch (RuntimeException unsupported) {
                throw refused(unsupported);
            }
        }
    }
}
