package io.dataflow.api.io;

import java.io.IOException;
import java.util.Arrays;

/**
 * The lines that begin in one split, one after the other, with the bytes that end them: what formats build upon whose
 * records are lines or made of lines. Lines arrive in batches of about a quarter of a megabyte. Confined to one thread.
 *
 * <pre>{@code
 * FileSplit split = TextFiles.of("access.log").splits().get(0);
 * try (RawLines lines = RawLines.open(split, 1 << 20)) {
 *     while (lines.next()) {
 *         System.out.println(Text.of(lines.bytes(), lines.start(), lines.textEnd() - lines.start()));
 *     }
 * }
 * }</pre>
 */
public final class RawLines implements AutoCloseable {
    private final LineReader reader;
    private boolean ended;

    private byte[] bytes = new byte[0];

    /** Three for each line of the batch: where it begins, where its text ends, where it ends. */
    private int[] bounds = new int[3 << 10];

    private int lineCount;
    private int current = -1;
    private long batchPosition;
    private long lineNumber;

    private RawLines(LineReader reader) {
        this.reader = reader;
    }

    /** A line of more than {@code maxLineBytes} is refused when it is come across. The caller closes the lines. */
    public static RawLines open(FileSplit split, int maxLineBytes) throws IOException {
        if (maxLineBytes < 1 || maxLineBytes > LineReader.MAX_LINE_BYTES) {
            throw new IllegalArgumentException(
                    "maxLineBytes must be from 1 to " + LineReader.MAX_LINE_BYTES + ", got " + maxLineBytes);
        }
        return new RawLines(LineReader.open(split, maxLineBytes));
    }

    /** Goes to the next line; false behind the last one. */
    public boolean next() throws IOException {
        while (current + 1 >= lineCount) {
            if (ended) {
                return false;
            }
            lineCount = 0;
            current = -1;
            ended = poll() == SourceReader.Poll.END;
        }
        current++;
        lineNumber++;
        return true;
    }

    private SourceReader.Poll poll() throws IOException {
        try {
            return reader.pollLines(this::add);
        } catch (IOException | RuntimeException failure) {
            throw failure;
        } catch (Exception impossible) {
            throw new AssertionError("Nothing here throws it", impossible);
        }
    }

    private void add(byte[] chunk, int start, int textEnd, int end, long position) {
        if (lineCount == 0) {
            bytes = chunk;
            batchPosition = position - start;
        }
        assert chunk == bytes;
        if (bounds.length < 3 * (lineCount + 1)) {
            bounds = Arrays.copyOf(bounds, 2 * bounds.length);
        }
        bounds[3 * lineCount] = start;
        bounds[3 * lineCount + 1] = textEnd;
        bounds[3 * lineCount + 2] = end;
        lineCount++;
    }

    /** Whether the next line is at hand without reading from the file. */
    public boolean atBatchEnd() {
        return current + 1 >= lineCount;
    }

    /** The array that holds the line, among others; read only, and not reused. */
    public byte[] bytes() {
        return bytes;
    }

    /** Where the line begins in {@link #bytes}. */
    public int start() {
        return bounds[3 * current];
    }

    /** Where its text ends, before {@code \n} or {@code \r\n}. */
    public int textEnd() {
        return bounds[3 * current + 1];
    }

    /** Where it ends, behind what ends it. */
    public int end() {
        return bounds[3 * current + 2];
    }

    /** Where the line begins in the unpacked file. */
    public long position() {
        return batchPosition + start();
    }

    /** The number of the line in its split, from 1. */
    public long lineNumber() {
        return lineNumber;
    }

    /** As {@link SourceReader#readBytes}. */
    public long readBytes() {
        return reader.readBytes();
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }
}
