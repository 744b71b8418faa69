package io.dataflow.runtime.transport;

import io.dataflow.shuffle.BlockReader;
import io.dataflow.shuffle.OutputSizes;
import io.dataflow.shuffle.Selection;
import io.dataflow.shuffle.ShuffleOutput;
import io.dataflow.shuffle.block.EncodedBlockReader;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** An output of given blocks, whatever is selected, that counts what is read and can fail. Safe for use by many threads. */
final class ListedOutput implements ShuffleOutput {
    private final List<byte[]> blocks;
    private final @Nullable IOException failureAtEnd;
    private final AtomicLong readBytes = new AtomicLong();
    private final Semaphore closedReaders = new Semaphore(0);

    ListedOutput(List<byte[]> blocks) {
        this(blocks, null);
    }

    ListedOutput(List<byte[]> blocks, @Nullable IOException failureAtEnd) {
        this.blocks = List.copyOf(blocks);
        this.failureAtEnd = failureAtEnd;
    }

    long readBytes() {
        return readBytes.get();
    }

    /** Waits until one more reader was closed. */
    void awaitClosedReader() throws InterruptedException {
        if (!closedReaders.tryAcquire(20, TimeUnit.SECONDS)) {
            throw new AssertionError("No reader was closed");
        }
    }

    @Override
    public OutputSizes sizes() {
        return new OutputSizes(1, new long[1], new long[1], 0, List.of());
    }

    @Override
    public BlockReader open(Selection selection) {
        throw new UnsupportedOperationException("only what is sent is of interest");
    }

    @Override
    public EncodedBlockReader openEncoded(Selection selection) {
        return new EncodedBlockReader() {
            private int next;

            @Override
            public byte @Nullable [] next() throws IOException {
                if (next < blocks.size()) {
                    byte[] block = blocks.get(next++).clone();
                    readBytes.addAndGet(block.length);
                    return block;
                }
                if (failureAtEnd != null) {
                    throw failureAtEnd;
                }
                return null;
            }

            @Override
            public int nextBytes() throws IOException {
                if (next < blocks.size()) {
                    return blocks.get(next).length;
                }
                if (failureAtEnd != null) {
                    throw failureAtEnd;
                }
                return -1;
            }

            @Override
            public void close() {
                closedReaders.release();
            }
        };
    }

    @Override
    public boolean inMemory() {
        return true;
    }

    @Override
    public long memoryBytes() {
        return 0;
    }

    @Override
    public void close() {}
}
