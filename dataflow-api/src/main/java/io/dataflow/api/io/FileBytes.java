package io.dataflow.api.io;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/** The bytes of a file from a position on, unpacked if it is compressed. Confined to one thread. */
final class FileBytes implements AutoCloseable {
    private static final int UNPACK_BUFFER_BYTES = 64 << 10;

    private final FileChannel file;
    private final long startPosition;
    private final @Nullable InputStream unpacked;

    private FileBytes(FileChannel file, long startPosition, @Nullable InputStream unpacked) {
        this.file = file;
        this.startPosition = startPosition;
        this.unpacked = unpacked;
    }

    static FileBytes open(Path path, long position, boolean compressed) throws IOException {
        FileChannel file = FileChannel.open(path, StandardOpenOption.READ);
        try {
            file.position(position);
            InputStream unpacked = compressed && file.size() > 0
                    ? new GZIPInputStream(Channels.newInputStream(file), UNPACK_BUFFER_BYTES)
                    : null;
            return new FileBytes(file, position, unpacked);
        } catch (IOException | RuntimeException failure) {
            file.close();
            throw failure;
        }
    }

    /** At least one byte, or -1 at the end. */
    int read(byte[] bytes, int offset, int length) throws IOException {
        return unpacked == null
                ? file.read(ByteBuffer.wrap(bytes, offset, length))
                : unpacked.read(bytes, offset, length);
    }

    /** Bytes taken from the file so far, before unpacking. */
    long storedBytes() {
        try {
            return file.isOpen() ? file.position() - startPosition : 0;
        } catch (IOException closedMeanwhile) {
            return 0;
        }
    }

    @Override
    public void close() throws IOException {
        try (file) {
            if (unpacked != null) {
                unpacked.close();
            }
        }
    }
}
