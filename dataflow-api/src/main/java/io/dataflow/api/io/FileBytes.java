package io.dataflow.api.io;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** The bytes of a file from a position on, unpacked if it is compressed. Confined to one thread. */
final class FileBytes implements AutoCloseable {
    private final FileChannel file;
    private final long startPosition;
    private final @Nullable InputStream unpacked;

    private FileBytes(FileChannel file, long startPosition, @Nullable InputStream unpacked) {
        this.file = file;
        this.startPosition = startPosition;
        this.unpacked = unpacked;
    }

    /** Fails with a {@link MalformedFileException} when the file is not packed as it should be. */
    static FileBytes open(Path path, long position, @Nullable Compression compression) throws IOException {
        FileChannel file = FileChannel.open(path, StandardOpenOption.READ);
        try {
            file.position(position);
            InputStream unpacked = compression != null && file.size() > 0 ? unpack(file, compression) : null;
            return new FileBytes(file, position, unpacked);
        } catch (IOException | RuntimeException failure) {
            file.close();
            throw failure;
        }
    }

    private static InputStream unpack(FileChannel file, Compression compression) throws IOException {
        Stored stored = new Stored(Channels.newInputStream(file));
        try {
            return new Unpacked(compression.unpack(stored), stored, compression);
        } catch (IOException failure) {
            throw stored.blame(failure, compression);
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

    /** The packed bytes. Remembers its own failure, to tell a disk that fails from a file that is malformed. */
    private static final class Stored extends FilterInputStream {
        private boolean failed;

        Stored(InputStream file) {
            super(file);
        }

        @Override
        public int read() throws IOException {
            try {
                return super.read();
            } catch (IOException failure) {
                failed = true;
                throw failure;
            }
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            try {
                return super.read(bytes, offset, length);
            } catch (IOException failure) {
                failed = true;
                throw failure;
            }
        }

        IOException blame(IOException failure, Compression compression) {
            return failed ? failure : new MalformedFileException(compression, failure);
        }
    }

    private static final class Unpacked extends FilterInputStream {
        private final Stored stored;
        private final Compression compression;

        Unpacked(InputStream unpacked, Stored stored, Compression compression) {
            super(unpacked);
            this.stored = stored;
            this.compression = compression;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            try {
                return super.read(bytes, offset, length);
            } catch (IOException failure) {
                throw stored.blame(failure, compression);
            }
        }
    }
}
