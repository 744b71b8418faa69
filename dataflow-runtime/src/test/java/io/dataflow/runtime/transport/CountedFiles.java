package io.dataflow.runtime.transport;

import io.dataflow.shuffle.file.SpillDirectory;
import io.dataflow.shuffle.file.SpillSink;
import io.dataflow.shuffle.file.SpillSource;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Counts the files that are open for reading. Safe for use by many threads. */
final class CountedFiles implements SpillDirectory {
    private final SpillDirectory directory;
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicInteger asked = new AtomicInteger();

    CountedFiles(SpillDirectory directory) {
        this.directory = directory;
    }

    /** How many times somebody got hold of a file itself. */
    int filesHandedOut() {
        return asked.get();
    }

    void awaitAllClosed() {
        long deadlineNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (open.get() > 0) {
            if (System.nanoTime() > deadlineNanos) {
                throw new AssertionError(open + " files are still open");
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
        }
    }

    @Override
    public SpillSink create(String name) throws IOException {
        return directory.create(name);
    }

    @Override
    public SpillSource open(String name) throws IOException {
        SpillSource source = directory.open(name);
        open.incrementAndGet();
        AtomicBoolean closed = new AtomicBoolean();
        return new SpillSource() {
            @Override
            public long sizeBytes() throws IOException {
                return source.sizeBytes();
            }

            @Override
            public @Nullable FileChannel file() {
                FileChannel file = source.file();
                if (file != null) {
                    asked.incrementAndGet();
                }
                return file;
            }

            @Override
            public int read(long position, byte[] target, int offset, int length) throws IOException {
                return source.read(position, target, offset, length);
            }

            @Override
            public void close() {
                source.close();
                if (closed.compareAndSet(false, true)) {
                    open.decrementAndGet();
                }
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
        return directory.toString();
    }
}
