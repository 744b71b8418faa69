package io.dataflow.runtime.coordinator;

import io.dataflow.api.failure.DataflowException;
import io.dataflow.api.failure.FailureKind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a coordinator has to know when it is started again: a state, and the entries that followed it. A new state makes the
 * entries before it, and the file that holds them, unnecessary; it is due when they take several times as much room as the
 * state itself, so that the folder never holds much more than what is going on.
 *
 * <p>Confined to the coordinator's loop. One process at a time can have it open.
 */
public final class Journal implements AutoCloseable {
    /** Less is read in no time. */
    private static final long MIN_ENTRY_BYTES = 16L << 20;

    /** Entries may take so many times the room of the state before them. */
    private static final int STATE_FACTOR = 2;

    private static final int PART_BYTES = 1 << 20;
    private static final String PREFIX = "journal-";
    private static final String UNFINISHED = ".new";
    private static final byte STATE_PART = 1;
    private static final byte STATE_END = 2;
    private static final byte ENTRY = 3;

    private final Path folder;
    private final long minEntryBytes;
    private final FileChannel lockFile;
    private JournalFile file;
    private long generation;
    private long stateBytes;
    private byte @Nullable [] state;
    private List<byte[]> entries = new ArrayList<>();

    private Journal(Path folder, long minEntryBytes, FileChannel lockFile) throws IOException {
        this.folder = folder;
        this.minEntryBytes = minEntryBytes;
        this.lockFile = lockFile;
        this.file = recover();
    }

    /** Opens the journal in a folder, which it makes if there is none and which only its owner can read. */
    public static Journal open(Path folder) {
        return open(folder, MIN_ENTRY_BYTES);
    }

    static Journal open(Path folder, long minEntryBytes) {
        try {
            Files.createDirectories(folder);
            if (folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
                Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
            }
            FileChannel lockFile = lock(folder);
            try {
                return new Journal(folder, minEntryBytes, lockFile);
            } catch (IOException | RuntimeException failure) {
                lockFile.close();
                throw failure;
            }
        } catch (IOException failure) {
            throw new DataflowException(
                    FailureKind.RESOURCES,
                    "The journal in " + folder + " cannot be opened: " + failure.getMessage(),
                    failure);
        }
    }

    private static FileChannel lock(Path folder) throws IOException {
        FileChannel channel =
                FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            FileLock lock = channel.tryLock();
            if (lock != null) {
                return channel;
            }
        } catch (OverlappingFileLockException ofThisProcess) {
            channel.close();
            throw new IOException("another coordinator in this process uses it", ofThisProcess);
        }
        channel.close();
        throw new IOException("another coordinator uses it; end that, or name another folder");
    }

    private JournalFile recover() throws IOException {
        long latest = 0;
        List<Path> superseded = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, PREFIX + "*")) {
            for (Path path : files) {
                superseded.add(path);
                String name = String.valueOf(path.getFileName());
                if (!name.endsWith(UNFINISHED)) {
                    latest = Math.max(latest, Long.parseLong(name.substring(PREFIX.length())));
                }
            }
        }
        generation = latest;
        superseded.remove(path(latest));
        JournalFile found;
        if (latest > 0) {
            ByteArrayOutputStream parts = new ByteArrayOutputStream();
            found = JournalFile.open(path(latest), contents -> read(contents, parts));
        } else {
            found = begin(new byte[0]);
        }
        for (Path path : superseded) {
            Files.deleteIfExists(path);
        }
        return found;
    }

    private void read(ByteBuffer contents, ByteArrayOutputStream parts) throws IOException {
        byte kind = contents.get();
        byte[] rest = new byte[contents.remaining()];
        contents.get(rest);
        if (kind == STATE_PART) {
            parts.write(rest, 0, rest.length);
        } else if (kind == STATE_END) {
            stateBytes = parts.size();
            state = parts.size() == 0 ? null : parts.toByteArray();
        } else if (kind == ENTRY) {
            entries.add(rest);
        } else {
            throw new IOException("it has an entry of the unknown kind " + kind);
        }
    }

    private Path path(long number) {
        return folder.resolve(PREFIX + number);
    }

    /** Makes the next file; it counts as soon as it has its name, and all of it is on the disk then. */
    private JournalFile begin(byte[] newState) throws IOException {
        Path unfinished = folder.resolve(PREFIX + (generation + 1) + UNFINISHED);
        Files.deleteIfExists(unfinished);
        JournalFile next = JournalFile.create(unfinished);
        try {
            for (int from = 0; from < newState.length; from += PART_BYTES) {
                int count = Math.min(PART_BYTES, newState.length - from);
                ByteBuffer part = ByteBuffer.allocate(1 + count).put(STATE_PART).put(newState, from, count);
                next.append(part.array());
            }
            next.append(new byte[] {STATE_END});
            next.sync();
            Files.move(unfinished, path(generation + 1), StandardCopyOption.ATOMIC_MOVE);
            syncFolder();
        } catch (IOException | RuntimeException failure) {
            next.close();
            throw failure;
        }
        generation++;
        stateBytes = newState.length;
        return next;
    }

    private void syncFolder() throws IOException {
        try (FileChannel names = FileChannel.open(folder, StandardOpenOption.READ)) {
            names.force(true);
        }
    }

    /** Where else a coordinator keeps what it needs after a restart. */
    public Path folder() {
        return folder;
    }

    /** Hands over what was found, once: the state if there is one, and then the entries behind it. */
    void replay(Consumer<byte[]> ofState, Consumer<byte[]> ofEntry) {
        byte[] found = state;
        if (found != null) {
            ofState.accept(found);
        }
        entries.forEach(ofEntry);
        state = null;
        entries = List.of();
    }

    /** The entry is safe after the next {@link #sync}. */
    void append(byte[] entry) throws IOException {
        file.append(ByteBuffer.allocate(1 + entry.length).put(ENTRY).put(entry).array());
    }

    /** Returns when all entries are on the disk. */
    void sync() throws IOException {
        file.sync();
    }

    /** Whether the entries take so much room that it is time for a new state. */
    boolean isStateDue() {
        return file.sizeBytes() - stateBytes > Math.max(minEntryBytes, STATE_FACTOR * stateBytes);
    }

    /** Replaces all entries by the state that they led to. */
    void replaceBy(byte[] newState) throws IOException {
        JournalFile former = file;
        file = begin(newState);
        former.close();
        Path formerPath = path(generation - 1);
        Files.deleteIfExists(formerPath);
    }

    /** Entries that were not synced may be lost. */
    @Override
    public void close() {
        try (lockFile) {
            file.close();
        } catch (IOException failure) {
            throw new DataflowException(
                    FailureKind.RESOURCES, "The journal in " + folder + " cannot be closed: " + failure, failure);
        }
    }
}
