package io.dataflow.shuffle.file;

import java.io.IOException;

/**
 * A directory that fails on purpose: the n-th write finds no space, a bit of what is read is flipped, reads come short,
 * the end of files is missing. Safe for use by one thread at a time.
 */
public final class FaultyDirectory implements SpillDirectory {
    private static final long NEVER = Long.MAX_VALUE;

    private final SpillDirectory directory;
    private long writesUntilFull = NEVER;
    private long flippedByte = NEVER;
    private int flippedBit;
    private long missingBytes;
    private boolean shortReads;

    public FaultyDirectory(SpillDirectory directory) {
        this.directory = directory;
    }

    /** The {@code n}-th write from here on fails, counted from 1; finishing a file counts as a write. */
    public FaultyDirectory failOnWrite(long n) {
        writesUntilFull = n;
        return this;
    }

    public FaultyDirectory flipBit(long byteOffset, int bit) {
        flippedByte = byteOffset;
        flippedBit = bit;
        return this;
    }

    public FaultyDirectory cutOff(long bytes) {
        missingBytes = bytes;
        return this;
    }

    /** One to three bytes at a time. */
    public FaultyDirectory readShort() {
        shortReads = true;
        return this;
    }

    /** Whether a write failed. */
    public boolean failed() {
        return writesUntilFull <= 0;
    }

    private void onWrite() throws SpillException {
        if (writesUntilFull != NEVER && --writesUntilFull <= 0) {
            throw new SpillException(toString(), "write", "No space left on device");
        }
    }

    @Override
    public SpillSink create(String name) throws IOException {
        SpillSink sink = directory.create(name);
        return new SpillSink() {
            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                onWrite();
                sink.write(bytes, offset, length);
            }

            @Override
            public void finish() throws IOException {
                onWrite();
                sink.finish();
            }

            @Override
            public void close() {
                sink.close();
            }
        };
    }

    @Override
    public SpillSource open(String name) throws IOException {
        SpillSource source = directory.open(name);
        return new SpillSource() {
            @Override
            public long sizeBytes() throws IOException {
                return Math.max(0, source.sizeBytes() - missingBytes);
            }

            @Override
            public int read(long position, byte[] target, int offset, int length) throws IOException {
                long left = sizeBytes() - position;
                if (left <= 0) {
                    return -1;
                }
                int wanted = shortReads ? Math.min(length, 1 + (int) (position % 3)) : length;
                int read = source.read(position, target, offset, (int) Math.min(wanted, left));
                if (flippedByte >= position && flippedByte < position + read) {
                    target[offset + (int) (flippedByte - position)] ^= (byte) (1 << flippedBit);
                }
                return read;
            }

            @Override
            public void close() {
                source.close();
            }
        };
    }

    @Override
    public void delete(String name) throws IOException {
        directory.delete(name);
    }

    @Override
    public long usedBytes() {
        return directory.usedBytes();
    }

    @Override
    public String toString() {
        return "faulty " + directory;
    }
}
