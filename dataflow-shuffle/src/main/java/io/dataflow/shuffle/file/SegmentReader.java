package io.dataflow.shuffle.file;

import io.dataflow.shuffle.block.BlockCodec;
import io.dataflow.shuffle.block.CorruptBlockException;
import io.dataflow.shuffle.block.EncodedBlockReader;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The stored blocks of some ranges of a spill file. Headers are checked against the range they are in, so that a
 * damaged length is found before anything is allocated for it. The file is opened with the first block. Confined to one
 * thread.
 */
public final class SegmentReader implements EncodedBlockReader {
    /** Holds many small blocks, so that they cost one system call together; larger ones are read past it. */
    private static final int BUFFER_BYTES = 8 << 10;

    private final SpillDirectory directory;
    private final String name;
    private final String label;
    private final List<SegmentRange> ranges;

    private @Nullable SpillSource source;
    private byte[] buffer = new byte[0];
    private long bufferOffset;
    private int bufferedBytes;

    private int rangeIndex = -1;
    private long position;
    private long blockOffset;
    private long rangeEnd;
    private long recordsLeft;
    private boolean closed;

    SegmentReader(SpillDirectory directory, String name, List<SegmentRange> ranges) {
        this.directory = directory;
        this.name = name;
        this.ranges = ranges;
        label = SpillFile.label(directory, name);
    }

    @Override
    public byte @Nullable [] next() throws IOException {
        if (closed) {
            throw new IOException("The reader of " + label + " is closed");
        }
        while (position == rangeEnd) {
            if (recordsLeft != 0) {
                throw recordCountMismatch();
            }
            if (++rangeIndex >= ranges.size()) {
                close();
                return null;
            }
            SegmentRange range = ranges.get(rangeIndex);
            position = range.offset();
            rangeEnd = position + range.lengthBytes();
            recordsLeft = range.recordCount();
        }
        return nextBlock();
    }

    /** Where in the file the block that {@link #next} returned last begins. */
    public long blockOffset() {
        return blockOffset;
    }

    private byte[] nextBlock() throws IOException {
        blockOffset = position;
        if (source == null) {
            source = directory.open(name);
            buffer = new byte[BUFFER_BYTES];
        }
        int at = buffered(source, BlockCodec.HEADER_BYTES);
        int length = BlockCodec.encodedLength(buffer, at, label, position);
        if (length > rangeEnd - position) {
            throw CorruptBlockException.truncated(label, position, length, rangeEnd - position);
        }
        recordsLeft -= BlockCodec.recordCount(buffer, at, label, position);
        byte[] block = new byte[length];
        int fromBuffer = (int) Math.min(length, bufferOffset + bufferedBytes - position);
        System.arraycopy(buffer, at, block, 0, fromBuffer);
        int read = SpillFooter.read(source, position + fromBuffer, block, fromBuffer, length - fromBuffer);
        if (read < length - fromBuffer) {
            throw CorruptBlockException.truncated(label, position, length, fromBuffer + read);
        }
        position += length;
        if (recordsLeft < 0 || (position == rangeEnd && recordsLeft != 0)) {
            throw recordCountMismatch();
        }
        return block;
    }

    /** Where in the buffer the bytes at {@code position} are, at least {@code count} of them. */
    private int buffered(SpillSource from, int count) throws IOException {
        if (position < bufferOffset || position + count > bufferOffset + bufferedBytes) {
            int wanted = (int) Math.min(BUFFER_BYTES, rangeEnd - position);
            bufferOffset = position;
            bufferedBytes = SpillFooter.read(from, position, buffer, 0, wanted);
            if (bufferedBytes < count) {
                throw CorruptBlockException.truncated(label, position, count, bufferedBytes);
            }
        }
        return (int) (position - bufferOffset);
    }

    private CorruptBlockException recordCountMismatch() {
        return new CorruptBlockException("The blocks before offset " + position + " of " + label
                + " do not have the number of records that its index says; the disk altered or misplaced them");
    }

    @Override
    public void close() {
        closed = true;
        if (source != null) {
            source.close();
            source = null;
        }
        buffer = new byte[0];
    }

    @Override
    public String toString() {
        return label;
    }
}
