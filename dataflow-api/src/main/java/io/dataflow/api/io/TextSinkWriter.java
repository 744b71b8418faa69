package io.dataflow.api.io;

import io.dataflow.api.text.Text;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Stages records in one file. */
final class TextSinkWriter<T> implements SinkWriter<T> {
    private static final int BUFFER_BYTES = 64 << 10;

    private final Path path;
    private final boolean lines;
    private final FileChannel file;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private int buffered;
    private long writtenBytes;
    private boolean finished;

    TextSinkWriter(Path path, boolean lines) throws IOException {
        this.path = path;
        this.lines = lines;
        this.file = FileChannel.open(
                path, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE);
    }

    /** What the commit has to know of a staged file. */
    record Staged(String fileName, long sizeBytes) {
        byte[] encode() {
            return (sizeBytes + "/" + fileName).getBytes(StandardCharsets.UTF_8);
        }

        static Staged decode(byte[] bytes) {
            String[] fields = new String(bytes, StandardCharsets.UTF_8).split("/", 2);
            return new Staged(fields[1], Long.parseLong(fields[0]));
        }
    }

    @Override
    public void write(T record) throws IOException {
        if (record instanceof Text text) {
            append(text.bytes(), text.offset(), text.length());
        } else {
            byte[] bytes = record.toString().getBytes(StandardCharsets.UTF_8);
            append(bytes, 0, bytes.length);
        }
        if (lines) {
            endLine();
        }
    }

    private void endLine() throws IOException {
        if (buffered == BUFFER_BYTES) {
            flush();
        }
        buffer[buffered++] = '\n';
    }

    private void append(byte[] bytes, int offset, int length) throws IOException {
        if (length > BUFFER_BYTES - buffered) {
            flush();
        }
        if (length > BUFFER_BYTES) {
            writeFully(ByteBuffer.wrap(bytes, offset, length));
        } else {
            System.arraycopy(bytes, offset, buffer, buffered, length);
            buffered += length;
        }
    }

    private void flush() throws IOException {
        writeFully(ByteBuffer.wrap(buffer, 0, buffered));
        buffered = 0;
    }

    private void writeFully(ByteBuffer bytes) throws IOException {
        writtenBytes += bytes.remaining();
        while (bytes.hasRemaining()) {
            file.write(bytes);
        }
    }

    @Override
    public byte[] finish() throws IOException {
        flush();
        file.force(true);
        file.close();
        finished = true;
        return new Staged(path.getFileName().toString(), writtenBytes).encode();
    }

    @Override
    public long writtenBytes() {
        return writtenBytes + buffered;
    }

    @Override
    public void close() throws IOException {
        if (!finished) {
            file.close();
            Files.deleteIfExists(path);
        }
    }
}
