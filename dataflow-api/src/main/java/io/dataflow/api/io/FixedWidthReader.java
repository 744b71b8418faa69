package io.dataflow.api.io;

import io.dataflow.api.failure.DataflowException;
import io.dataflow.api.failure.FailureKind;
import io.dataflow.api.function.Emitter;
import io.dataflow.api.text.Text;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Reads the records of one split, which begins and ends between two of them. */
final class FixedWidthReader implements SourceReader<FixedWidthFiles.Block> {
    private static final int CHUNK_BYTES = 256 << 10;

    /** Of longer records an array could hold few. */
    static final int MAX_RECORD_BYTES = 1 << 28;

    private final FileSplit split;
    private final int recordBytes;
    private final FileBytes input;

    /** Where in the unpacked file the next byte read will stand. */
    private long position;

    private FixedWidthReader(FileSplit split, int recordBytes, FileBytes input) {
        this.split = split;
        this.recordBytes = recordBytes;
        this.input = input;
        this.position = split.start();
    }

    static FixedWidthReader open(FileSplit split, int recordBytes) throws IOException {
        try {
            FileBytes input = FileBytes.open(Path.of(split.path()), split.start(), split.compression());
            return new FixedWidthReader(split, recordBytes, input);
        } catch (IOException failure) {
            throw badData(split.path() + " could be read when the job was planned, but not now: " + failure, failure);
        }
    }

    @Override
    public Poll poll(Emitter<? super FixedWidthFiles.Block> output) throws Exception {
        long start = position;
        byte[] chunk = new byte[chunkBytes()];
        int filled = fill(chunk);
        if (filled % recordBytes != 0) {
            throw cutOff(split.path(), position, recordBytes);
        }
        if (filled > 0) {
            output.emit(new FixedWidthFiles.Block(split.path(), start, recordBytes, Text.of(chunk, 0, filled)));
        }
        if (split.compressed()) {
            return filled < chunk.length ? Poll.END : Poll.MORE;
        }
        if (filled < chunk.length) {
            throw badData(
                    split.path() + " ends at " + position + " but had " + split.fileBytes()
                            + " bytes when the job was planned; it was changed meanwhile",
                    null);
        }
        return position == split.end() ? Poll.END : Poll.MORE;
    }

    private int chunkBytes() {
        int whole = Math.max(1, CHUNK_BYTES / recordBytes) * recordBytes;
        return split.compressed() ? whole : (int) Math.min(whole, split.end() - position);
    }

    /** Reads until the chunk is full or the file ends. */
    private int fill(byte[] chunk) {
        int filled = 0;
        try {
            while (filled < chunk.length) {
                int read = input.read(chunk, filled, chunk.length - filled);
                if (read < 0) {
                    break;
                }
                filled += read;
                position += read;
            }
        } catch (IOException failure) {
            throw badData(split.path() + " cannot be read behind offset " + position + ": " + failure, failure);
        }
        return filled;
    }

    @Override
    public long readBytes() {
        return split.compressed() ? input.storedBytes() : position - split.start();
    }

    @Override
    public void close() throws IOException {
        input.close();
    }

    static DataflowException cutOff(String path, long sizeBytes, int recordBytes) {
        return badData(
                path + " has " + sizeBytes + " bytes, which are no whole number of records of " + recordBytes
                        + " bytes; it is truncated, or has other records",
                null);
    }

    private static DataflowException badData(String message, @Nullable IOException cause) {
        return new DataflowException(FailureKind.BAD_DATA, "Input " + message, cause);
    }
}
