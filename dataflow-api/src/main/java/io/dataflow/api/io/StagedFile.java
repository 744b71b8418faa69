package io.dataflow.api.io;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One file that is being staged: the format's writer above a buffer, the compression, and the file. */
final class StagedFile<T> implements AutoCloseable {
    private static final int BUFFER_BYTES = 64 << 10;

    private final Path path;
    private final FileChannel file;
    private final ToFile stored;
    private final OutputStream content;
    private final FileFormat.RecordWriter<T> records;

    private StagedFile(Path path, FileChannel file, FileFormat<T> format, @Nullable Compression compression)
            throws IOException {
        this.path = path;
        this.file = file;
        this.stored = new ToFile(file);
        Buffered buffer = new Buffered(compression == null ? stored : compression.pack(stored));
        this.content = buffer;
        this.records = format.open(buffer);
    }

    static <T> StagedFile<T> create(Path path, FileFormat<T> format, @Nullable Compression compression)
            throws IOException {
        FileChannel file = FileChannel.open(
                path, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE);
        try {
            return new StagedFile<>(path, file, format, compression);
        } catch (IOException | RuntimeException failure) {
            file.close();
            throw failure;
        }
    }

    /** What the commit has to know of a staged file. */
    record Staged(String fileName, long sizeBytes) {

        /** A line for each: the size, a slash, the name. */
        static byte[] encode(List<Staged> files) {
            StringBuilder lines = new StringBuilder();
            for (Staged file : files) {
                lines.append(file.sizeBytes).append('/').append(file.fileName).append('\n');
            }
            return lines.toString().getBytes(StandardCharsets.UTF_8);
        }

        static List<Staged> decode(byte[] bytes) {
            List<Staged> files = new ArrayList<>();
            new String(bytes, StandardCharsets.UTF_8).lines().forEach(line -> {
                int slash = line.indexOf('/');
                files.add(new Staged(line.substring(slash + 1), Long.parseLong(line.substring(0, slash))));
            });
            return files;
        }
    }

    void write(T record) throws IOException {
        records.write(record);
    }

    /** Bytes that the file has, and those that are buffered before compression. */
    long sizeBytes() {
        return stored.writtenBytes + ((Buffered) content).buffered;
    }

    /** Makes the file durable. */
    Staged finish() throws IOException {
        records.finish();
        content.close();
        file.force(true);
        file.close();
        return new Staged(String.valueOf(path.getFileName()), stored.writtenBytes);
    }

    /** Gives up what is not written yet, and the means of compression. */
    @Override
    public void close() throws IOException {
        try (file) {
            stored.givenUp = true;
            content.close();
        }
    }

    /** Keeps the file open when a compression closes what it writes to, so that the file can be forced to the disk. */
    private static final class ToFile extends OutputStream {
        private final FileChannel file;
        private long writtenBytes;
        private boolean givenUp;

        ToFile(FileChannel file) {
            this.file = file;
        }

        @Override
        public void write(int value) throws IOException {
            write(new byte[] {(byte) value}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            if (givenUp) {
                return;
            }
            writtenBytes += length;
            ByteBuffer rest = ByteBuffer.wrap(bytes, offset, length);
            while (rest.hasRemaining()) {
                file.write(rest);
            }
        }
    }

    private static final class Buffered extends FilterOutputStream {
        private final byte[] buffer = new byte[BUFFER_BYTES];
        private int buffered;

        Buffered(OutputStream output) {
            super(output);
        }

        @Override
        public void write(int value) throws IOException {
            if (buffered == BUFFER_BYTES) {
                drain();
            }
            buffer[buffered++] = (byte) value;
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            if (length > BUFFER_BYTES - buffered) {
                drain();
            }
            if (length > BUFFER_BYTES) {
                out.write(bytes, offset, length);
            } else {
                System.arraycopy(bytes, offset, buffer, buffered, length);
                buffered += length;
            }
        }

        private void drain() throws IOException {
            out.write(buffer, 0, buffered);
            buffered = 0;
        }

        /** Formats flush to say how far they are; that is no reason to write little. */
        @Override
        public void flush() {}

        @Override
        public void close() throws IOException {
            try {
                drain();
            } finally {
                out.close();
            }
        }
    }
}
