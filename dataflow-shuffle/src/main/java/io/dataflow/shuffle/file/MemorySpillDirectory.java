package io.dataflow.shuffle.file;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Files on the heap, up to a limit: for tests, and where there is no disk. A full one fails like a full disk.
 *
 * <p>Safe for use by many threads.
 */
public final class MemorySpillDirectory implements SpillDirectory {
    private final long limitBytes;

    // Both guarded by this; a file being written has an entry without bytes yet.
    private final TreeMap<String, byte[]> files = new TreeMap<>();
    private long usedBytes;

    public MemorySpillDirectory() {
        this(Long.MAX_VALUE);
    }

    public MemorySpillDirectory(long limitBytes) {
        if (limitBytes < 0) {
            throw new IllegalArgumentException("limitBytes must not be negative: " + limitBytes);
        }
        this.limitBytes = limitBytes;
    }

    @Override
    public synchronized SpillSink create(String name) throws IOException {
        SpillDirectory.requirePlainName(name);
        if (files.putIfAbsent(name, new byte[0]) != null) {
            throw new SpillException(toString(), "create " + name, "it exists");
        }
        return new Sink(name);
    }

    @Override
    public synchronized SpillSource open(String name) throws IOException {
        SpillDirectory.requirePlainName(name);
        byte[] bytes = files.get(name);
        if (bytes == null) {
            throw new SpillException(toString(), "open " + name, "no such file");
        }
        return new Source(bytes);
    }

    @Override
    public synchronized void delete(String name) {
        SpillDirectory.requirePlainName(name);
        byte[] bytes = files.remove(name);
        if (bytes != null) {
            usedBytes -= bytes.length;
        }
    }

    @Override
    public synchronized long usedBytes() {
        return usedBytes;
    }

    /** The names of all files, in order. */
    public synchronized List<String> names() {
        return List.copyOf(files.keySet());
    }

    @Override
    public String toString() {
        return "memory";
    }

    private synchronized void claim(long bytes) throws SpillException {
        if (bytes > limitBytes - usedBytes) {
            throw new SpillException(toString(), "write", "No space left in its " + limitBytes + " bytes");
        }
        usedBytes += bytes;
    }

    private synchronized void giveBack(long bytes) {
        usedBytes -= bytes;
    }

    private synchronized void put(String name, byte[] bytes) {
        if (files.replace(name, bytes) == null) {
            usedBytes -= bytes.length;
        }
    }

    private final class Sink implements SpillSink {
        private final String name;
        private @Nullable ByteArrayOutputStream written = new ByteArrayOutputStream();

        Sink(String name) {
            this.name = name;
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            if (written == null) {
                throw new IllegalStateException(name + " is closed");
            }
            claim(length);
            written.write(bytes, offset, length);
        }

        @Override
        public void finish() {
            if (written == null) {
                throw new IllegalStateException(name + " is closed");
            }
            put(name, written.toByteArray());
            written = null;
        }

        @Override
        public void close() {
            if (written != null) {
                giveBack(written.size());
                written = null;
            }
        }
    }

    private static final class Source implements SpillSource {
        private final byte[] bytes;

        Source(byte[] bytes) {
            this.bytes = bytes;
        }

        @Override
        public long sizeBytes() {
            return bytes.length;
        }

        @Override
        public int read(long position, byte[] target, int offset, int length) {
            if (position >= bytes.length) {
                return -1;
            }
            int part = (int) Math.min(length, bytes.length - position);
            System.arraycopy(bytes, (int) position, target, offset, part);
            return part;
        }

        @Override
        public void close() {}
    }
}
