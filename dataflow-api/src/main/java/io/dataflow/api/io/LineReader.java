package io.dataflow.api.io;

import io.dataflow.api.failure.DataflowException;
import io.dataflow.api.failure.FailureKind;
import io.dataflow.api.function.Emitter;
import io.dataflow.api.text.Text;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * Reads the lines that begin in one split. A split that does not begin the file starts one byte early and first skips to
 * behind a line end, so that each line belongs to exactly one split wherever the borders fall.
 */
final class LineReader implements SourceReader<Text> {
    private static final int CHUNK_BYTES = 256 << 10;

    /** Little is read beyond a small split: about one line. */
    private static final int MIN_CHUNK_BYTES = 1 << 10;

    /** Beyond this a line is more likely a file that has none; an array could not hold much more. */
    static final int MAX_LINE_BYTES = 1 << 30;

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long LINE_ENDS = 0x0A0A0A0A0A0A0A0AL;
    private static final long LOW_BITS = 0x0101010101010101L;
    private static final long HIGH_BITS = 0x8080808080808080L;

    private final FileSplit split;
    private final FileBytes input;
    private final int maxLineBytes;

    /** Where in the unpacked file the next byte read will stand. */
    private long position;

    private boolean skipping;

    /** Begun but not ended lines stay here until more is read. */
    private byte[] carried = new byte[0];

    private int carriedFrom;
    private int carriedTo;

    private LineReader(FileSplit split, FileBytes input, int maxLineBytes) {
        this.split = split;
        this.input = input;
        this.maxLineBytes = maxLineBytes;
        this.position = Math.max(0, split.start() - 1);
        this.skipping = split.start() > 0;
    }

    static LineReader open(FileSplit split) throws IOException {
        return open(split, MAX_LINE_BYTES);
    }

    static LineReader open(FileSplit split, int maxLineBytes) throws IOException {
        Path path = Path.of(split.path());
        try {
            FileBytes input = FileBytes.open(path, Math.max(0, split.start() - 1), split.compression());
            return new LineReader(split, input, maxLineBytes);
        } catch (NoSuchFileException gone) {
            throw badData(path + " is gone; it was there when the job was planned", gone);
        } catch (AccessDeniedException denied) {
            throw badData(path + " cannot be read: permission denied", denied);
        } catch (MalformedFileException malformed) {
            throw malformed(path, malformed);
        }
    }

    @Override
    public Poll poll(Emitter<? super Text> output) throws Exception {
        return pollLines((bytes, start, textEnd, end, position) -> output.emit(Text.of(bytes, start, textEnd - start)));
    }

    Poll pollLines(LineSink output) throws Exception {
        int carriedBytes = carriedTo - carriedFrom;
        byte[] chunk = new byte[chunkBytes(carriedBytes)];
        System.arraycopy(carried, carriedFrom, chunk, 0, carriedBytes);
        int read;
        try {
            read = input.read(chunk, carriedBytes, chunk.length - carriedBytes);
        } catch (MalformedFileException malformed) {
            throw malformed(Path.of(split.path()), malformed);
        }
        if (read < 0) {
            return finish(output, chunk, carriedBytes);
        }
        position += read;
        return lines(output, chunk, carriedBytes, carriedBytes + read);
    }

    private int chunkBytes(int carriedBytes) {
        if (carriedBytes > maxLineBytes) {
            throw badData(
                    split.path() + " has a line of more than " + maxLineBytes + " bytes before offset " + position
                            + "; is it a text file?",
                    null);
        }
        long ahead = split.compressed() ? CHUNK_BYTES : split.end() - position + MIN_CHUNK_BYTES;
        int wanted = (int) Math.max(MIN_CHUNK_BYTES, Math.min(CHUNK_BYTES, ahead));
        return Math.max(wanted, carriedBytes + carriedBytes / 2 + MIN_CHUNK_BYTES);
    }

    /** Emits the lines of {@code [0, end)} of the chunk, of which nothing before {@code scanned} ends a line. */
    private Poll lines(LineSink output, byte[] chunk, int scanned, int end) throws Exception {
        long chunkStart = position - end;
        int lineStart = 0;
        int from = scanned;
        if (skipping) {
            int lineEnd = indexOfLineEnd(chunk, 0, end);
            if (lineEnd == end) {
                return forget(end) ? Poll.END : Poll.MORE;
            }
            skipping = false;
            lineStart = lineEnd + 1;
            from = lineStart;
        }
        long lastStart = split.compressed() ? Long.MAX_VALUE : split.end() - 1;
        while (chunkStart + lineStart <= lastStart) {
            int lineEnd = indexOfLineEnd(chunk, from, end);
            if (lineEnd == end) {
                carried = chunk;
                carriedFrom = lineStart;
                carriedTo = end;
                return Poll.MORE;
            }
            int textEnd = lineEnd > lineStart && chunk[lineEnd - 1] == '\r' ? lineEnd - 1 : lineEnd;
            output.line(chunk, lineStart, textEnd, lineEnd + 1, chunkStart + lineStart);
            lineStart = lineEnd + 1;
            from = lineStart;
        }
        return Poll.END;
    }

    /** No line has begun yet: nothing is carried over, and beyond the split none of ours can begin. */
    private boolean forget(int end) {
        carriedFrom = carriedTo = 0;
        assert end > 0;
        return position >= split.end();
    }

    private Poll finish(LineSink output, byte[] chunk, int carriedBytes) throws Exception {
        if (!split.compressed() && position < split.end()) {
            throw badData(
                    split.path() + " ends at " + position + " but had " + split.fileBytes()
                            + " bytes when the job was planned; it was changed meanwhile",
                    null);
        }
        if (carriedBytes > 0) {
            output.line(chunk, 0, carriedBytes, carriedBytes, position - carriedBytes);
        }
        return Poll.END;
    }

    /** The index of the first line end in {@code [from, end)}, or {@code end}. Eight bytes at a time. */
    private static int indexOfLineEnd(byte[] bytes, int from, int end) {
        int i = from;
        for (; i + Long.BYTES <= end; i += Long.BYTES) {
            long difference = (long) LONGS.get(bytes, i) ^ LINE_ENDS;
            long zeros = (difference - LOW_BITS) & ~difference & HIGH_BITS;
            if (zeros != 0) {
                return i + (Long.numberOfTrailingZeros(zeros) >>> 3);
            }
        }
        while (i < end && bytes[i] != '\n') {
            i++;
        }
        return i;
    }

    @Override
    public long readBytes() {
        return split.compressed() ? input.storedBytes() : Math.max(0, Math.min(position, split.end()) - split.start());
    }

    @Override
    public void close() throws IOException {
        input.close();
    }

    private static DataflowException malformed(Path path, MalformedFileException cause) {
        return badData(path + " " + cause.getMessage(), cause);
    }

    private static DataflowException badData(String message, @org.jspecify.annotations.Nullable IOException cause) {
        return new DataflowException(FailureKind.BAD_DATA, message, cause);
    }
}
