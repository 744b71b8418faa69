package io.dataflow.files;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import com.github.luben.zstd.ZstdOutputStreamNoFinalizer;
import io.dataflow.api.io.Compression;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * Zstandard frames, RFC 8878. Frames whose window is larger than {@value #MAX_WINDOW_LOG} bits say, 128 MiB, are refused;
 * that much native memory is taken at most, and 8 MiB for files that were packed with a level up to 19.
 *
 * <pre>{@code
 * purchases.write(Csv.into(folder.resolve("purchases")).compressed(".zst"));
 * }</pre>
 */
public record Zstandard() implements Compression {
    private static final long serialVersionUID = 1L;
    private static final int MAX_WINDOW_LOG = 27;

    /** The library's own default: about the speed of a disk. */
    private static final int LEVEL = 3;

    @Override
    public String name() {
        return "Zstandard";
    }

    @Override
    public String extension() {
        return ".zst";
    }

    @Override
    public InputStream unpack(InputStream stored) throws IOException {
        ZstdInputStreamNoFinalizer unpacked = new ZstdInputStreamNoFinalizer(stored);
        unpacked.setLongMax(MAX_WINDOW_LOG);
        return unpacked;
    }

    @Override
    public OutputStream pack(OutputStream stored) throws IOException {
        ZstdOutputStreamNoFinalizer packed = new ZstdOutputStreamNoFinalizer(stored, LEVEL);
        packed.setChecksum(true);
        return packed;
    }
}
