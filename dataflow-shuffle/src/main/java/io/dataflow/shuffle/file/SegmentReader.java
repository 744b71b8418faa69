package io.dataflow.shuffle.file;

import io.dataflow.shuffle.block.BlockCodec;
import io.dataflow.shuffle.block.CorruptBlockException;
import io.dataflow.shuffle.block.EncodedBlockReader;
import io.dataflow.shuffle.block.StoredBlock;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The stored blocks of some ranges of a spill file. Headers are checked against the range they are in, so that a
 * damaged length is found before anything is allocated for it. The file is opened with the first block. Confined to one
 * thread.
 */
public final class SegmentReader implements EncodedBlockReader {
    /** Holds many small blocks, so that they cost one system call together; larger ones are read past it. */
    private static final int BUFFER_BYTES = 8 << 10;

    /** Below this a system call of its own costs more than the copy that it spares. */
    private static final int MIN_STORED_BYTES = 16 << 10;

    private final SpillDirectory directory;
    private final String name;
    private final String label;
    private final List<SegmentRange> ranges;

    private @Nullable Handle handle;
    private byte[] buffer = new byte[0];
    private long bufferOffset;
    private int bufferedBytes;

    private int rangeIndex = -1;
    private long position;
    private long blockOffset;
    private long rangeEnd;
    private long recordsLeft;

    /** Of the next block, once its header was looked at; else 0. */
    private int peekedBytes;

    private int peekedRecords;
    private boolean closed;

    SegmentReader(SpillDirectory directory, String name, List<SegmentRange> ranges) {
        this.directory = directory;
        this.name = name;
        this.ranges = ranges;
        label = SpillFile.label(directory, name);
    }

    @Override
    public byte @Nullable [] next() throws IOException {
        int length = nextBytes();
        if (length < 0) {
            close();
            return null;
        }
        SpillSource source = Objects.requireNonNull(handle).source;
        int at = buffered(source, BlockCodec.HEADER_BYTES);
        byte[] block = new byte[length];
        int fromBuffer = (int) Math.min(length, bufferOffset + bufferedBytes - position);
        System.arraycopy(buffer, at, block, 0, fromBuffer);
        int read = SpillFooter.read(source, position + fromBuffer, block, fromBuffer, length - fromBuffer);
        if (read < length - fromBuffer) {
            throw CorruptBlockException.truncated(label, position, length, fromBuffer + read);
        }
        moveOn();
        return block;
    }

    @Override
    public @Nullable StoredBlock nextStored() throws IOException {
        int length = nextBytes();
        if (length < MIN_STORED_BYTES) {
            return null;
        }
        Handle held = Objects.requireNonNull(handle);
        FileChannel file = held.source.file();
        if (file == null) {
            return null;
        }
        long left = held.source.sizeBytes() - position;
        if (left < length) {
            throw CorruptBlockException.truncated(label, position, length, Math.max(0, left));
        }
        StoredBlock block = new InFile(held, file, position, length);
        moveOn();
        return block;
    }

    @Override
    public int nextBytes() throws IOException {
        if (closed) {
            throw new IOException("The reader of " + label + " is closed");
        }
        if (peekedBytes > 0) {
            return peekedBytes;
        }
        while (position == rangeEnd) {
            if (recordsLeft != 0) {
                throw recordCountMismatch();
            }
            if (rangeIndex + 1 >= ranges.size()) {
                return -1;
            }
            SegmentRange range = ranges.get(++rangeIndex);
            position = range.offset();
            rangeEnd = position + range.lengthBytes();
            recordsLeft = range.recordCount();
        }
        peek();
        return peekedBytes;
    }

    /** Where in the file the block that {@link #next} returned last begins. */
    public long blockOffset() {
        return blockOffset;
    }

    private void peek() throws IOException {
        if (handle == null) {
            handle = new Handle(directory.open(name));
            buffer = new byte[BUFFER_BYTES];
        }
        int at = buffered(handle.source, BlockCodec.HEADER_BYTES);
        int length = BlockCodec.encodedLength(buffer, at, label, position);
        if (length > rangeEnd - position) {
            throw CorruptBlockException.truncated(label, position, length, rangeEnd - position);
        }
        peekedRecords = BlockCodec.recordCount(buffer, at, label, position);
        peekedBytes = length;
    }

    private void moveOn() throws IOException {
        blockOffset = position;
        position += peekedBytes;
        recordsLeft -= peekedRecords;
        peekedBytes = 0;
        if (recordsLeft < 0 || (position == rangeEnd && recordsLeft != 0)) {
            throw recordCountMismatch();
        }
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
        if (handle != null) {
            handle.release();
            handle = null;
        }
        buffer = new byte[0];
    }

    @Override
    public String toString() {
        return label;
    }

    /** An open file, as long as anybody holds it. */
    private static final class Handle {
        private final SpillSource source;
        private final AtomicInteger holders = new AtomicInteger(1);

        Handle(SpillSource source) {
            this.source = source;
        }

        void retain() {
            holders.incrementAndGet();
        }

        void release() {
            if (holders.decrementAndGet() == 0) {
                source.close();
            }
        }
    }

    private static final class InFile implements StoredBlock {
        private final Handle handle;
        private final FileChannel file;
        private final long position;
        private final int lengthBytes;
        private final AtomicBoolean closed = new AtomicBoolean();

        InFile(Handle handle, FileChannel file, long position, int lengthBytes) {
            this.handle = handle;
            this.file = file;
            this.position = position;
            this.lengthBytes = lengthBytes;
            handle.retain();
        }

        @Override
        public FileChannel file() {
            return file;
        }

        @Override
        public long position() {
            return position;
        }

        @Override
        public int lengthBytes() {
            return lengthBytes;
        }

        @Override
        public void close() {
            if (closed.compareAndSet(false, true)) {
                handle.release();
            }
        }
    }
}
