package io.dataflow.shuffle.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Files in a directory of the local disk, for their owner's eyes only where the file system knows owners. The directory
 * is made when the first file is; the one that it is in has to be there.
 *
 * <p>Writes pass through a direct staging buffer of {@value StagingBuffers#BUFFER_BYTES} bytes per open sink, outside
 * any budget and bounded by the number of open sinks. Each source has a channel of its own, as interrupting a thread
 * closes the channel it reads from.
 */
public final class DiskSpillDirectory implements SpillDirectory {
    private final Path directory;
    private final StagingBuffers buffers = new StagingBuffers();
    private final AtomicLong usedBytes = new AtomicLong();

    public DiskSpillDirectory(Path directory) {
        this.directory = directory.toAbsolutePath().normalize();
    }

    @Override
    public SpillSink create(String name) throws IOException {
        SpillDirectory.requirePlainName(name);
        try {
            makeDirectory();
            FileChannel channel = FileChannel.open(
                    directory.resolve(name),
                    Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                    ownerOnly("rw-------"));
            return new Sink(channel, buffers.take());
        } catch (IOException e) {
            throw SpillException.of(toString(), "create " + name, e);
        }
    }

    /** Not what is above it: its owner may have removed that, while somebody still tries to write. */
    private void makeDirectory() throws IOException {
        try {
            Files.createDirectory(directory, ownerOnly("rwx------"));
        } catch (FileAlreadyExistsException madeBefore) {
            // As wanted. If it is no directory, no file can be made in it, which says so.
        }
    }

    private FileAttribute<?>[] ownerOnly(String permissions) {
        if (!directory.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            return new FileAttribute<?>[0];
        }
        return new FileAttribute<?>[] {
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
        };
    }

    @Override
    public SpillSource open(String name) throws IOException {
        SpillDirectory.requirePlainName(name);
        try {
            return new Source(FileChannel.open(directory.resolve(name), StandardOpenOption.READ));
        } catch (IOException e) {
            throw SpillException.of(toString(), "open " + name, e);
        }
    }

    @Override
    public void delete(String name) throws IOException {
        SpillDirectory.requirePlainName(name);
        Path file = directory.resolve(name);
        try {
            long sizeBytes = Files.size(file);
            if (Files.deleteIfExists(file)) {
                usedBytes.addAndGet(-sizeBytes);
            }
        } catch (NoSuchFileException gone) {
            // Nothing to remove.
        } catch (IOException e) {
            throw SpillException.of(toString(), "delete " + name, e);
        }
    }

    @Override
    public long usedBytes() {
        return Math.max(0, usedBytes.get());
    }

    @Override
    public String toString() {
        return directory.toString();
    }

    private final class Sink implements SpillSink {
        private final FileChannel channel;
        private final ByteBuffer staging;
        private boolean open = true;

        Sink(FileChannel channel, ByteBuffer staging) {
            this.channel = channel;
            this.staging = staging;
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            int at = offset;
            int rest = length;
            while (rest > 0) {
                if (!staging.hasRemaining()) {
                    drain();
                }
                int part = Math.min(rest, staging.remaining());
                staging.put(bytes, at, part);
                at += part;
                rest -= part;
            }
        }

        private void drain() throws IOException {
            staging.flip();
            try {
                while (staging.hasRemaining()) {
                    usedBytes.addAndGet(channel.write(staging));
                }
            } catch (IOException e) {
                throw SpillException.of(DiskSpillDirectory.this.toString(), "write", e);
            }
            staging.clear();
        }

        @Override
        public void finish() throws IOException {
            drain();
            open = false;
            buffers.giveBack(staging);
            try {
                channel.close();
            } catch (IOException e) {
                throw SpillException.of(DiskSpillDirectory.this.toString(), "close a file", e);
            }
        }

        @Override
        public void close() {
            if (open) {
                open = false;
                buffers.giveBack(staging);
                closeQuietly(channel);
            }
        }
    }

    private final class Source implements SpillSource {
        /** The JDK copies through a direct buffer as long as the read and keeps it per thread; this bounds it. */
        private static final int MAX_READ_BYTES = 256 << 10;

        private final FileChannel channel;

        Source(FileChannel channel) {
            this.channel = channel;
        }

        @Override
        public long sizeBytes() throws IOException {
            return channel.size();
        }

        @Override
        public FileChannel file() {
            return channel;
        }

        @Override
        public int read(long position, byte[] target, int offset, int length) throws IOException {
            try {
                return channel.read(ByteBuffer.wrap(target, offset, Math.min(length, MAX_READ_BYTES)), position);
            } catch (IOException e) {
                throw SpillException.of(DiskSpillDirectory.this.toString(), "read", e);
            }
        }

        @Override
        public void close() {
            closeQuietly(channel);
        }
    }

    private static void closeQuietly(FileChannel channel) {
        try {
            channel.close();
        } catch (IOException ignored) {
            // Nothing that was promised depends on it: the file is read only, or about to be deleted.
        }
    }
}
