package io.dataflow.runtime.worker;

import io.dataflow.api.failure.DataflowException;
import io.dataflow.api.failure.FailureKind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Comparator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A folder for the files of one worker, gone when the worker is. As long as the worker lives it holds a lock in there; the
 * next worker that starts in the same place removes folders whose lock nobody holds, which are those of killed ones.
 *
 * <p>The name of the lock says whose it is. A process must not open a lock of its own to see whether it is held: when it closes
 * the file again, the operating system takes all locks that the process has on it.
 */
public final class SpillHome implements AutoCloseable {
    private static final String PREFIX = "dataflow-";
    private static final String LOCK = "lock-";
    private static final String UNNAMED_LOCK = "new";
    private static final String ABANDONED = "abandoned";

    /** More than others can change it meanwhile: attempts that do not end, or a worker that starts and removes it as well. */
    private static final int MAX_DELETIONS = 10;

    private final Path folder;
    private final FileChannel lockFile;
    private volatile boolean abandoned;

    private SpillHome(Path folder, FileChannel lockFile) {
        this.folder = folder;
        this.lockFile = lockFile;
    }

    /**
     * Makes the folder, and removes those of killed workers beside it.
     *
     * @param name unlike that of any other worker
     */
    public static SpillHome open(Path parent, String name) {
        try {
            Files.createDirectories(parent);
            sweep(parent);
            Path folder = Files.createDirectory(parent.resolve(PREFIX + name), ownerOnly(parent));
            return new SpillHome(folder, lock(folder));
        } catch (IOException failure) {
            throw new DataflowException(
                    FailureKind.RESOURCES,
                    "The spill folder " + parent + " cannot be used: " + failure + "; name one that can be written",
                    failure);
        }
    }

    /** The file gets its name when it is locked, so that nobody who sees it takes it for one that was left. */
    private static FileChannel lock(Path folder) throws IOException {
        Path unnamed = folder.resolve(UNNAMED_LOCK);
        FileChannel lockFile = FileChannel.open(unnamed, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        FileLock held = lockFile.tryLock();
        if (held == null) {
            lockFile.close();
            throw new FileSystemException(folder.toString(), null, "somebody else took its lock");
        }
        Files.move(unnamed, ownLock(folder), StandardCopyOption.ATOMIC_MOVE);
        return lockFile;
    }

    private static Path ownLock(Path folder) {
        ProcessHandle process = ProcessHandle.current();
        // Beside its number, which another process may have had, as the only process of a container always has the
        // same.
        Instant start = process.info().startInstant().orElse(Instant.EPOCH);
        return folder.resolve(LOCK + process.pid() + "-" + start.toEpochMilli());
    }

    private static FileAttribute<?>[] ownerOnly(Path parent) {
        if (!parent.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            return new FileAttribute<?>[0];
        }
        return new FileAttribute<?>[] {
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))
        };
    }

    /** Where the files go. */
    public Path folder() {
        return folder;
    }

    private static void sweep(Path parent) throws IOException {
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(parent, PREFIX + "*")) {
            for (Path folder : folders) {
                if (!Files.exists(ownLock(folder)) && isAbandoned(folder)) {
                    delete(folder);
                }
            }
        }
    }

    private static boolean isAbandoned(Path folder) {
        try (DirectoryStream<Path> locks = Files.newDirectoryStream(folder, LOCK + "*")) {
            for (Path lock : locks) {
                return isFree(lock);
            }
            return false;
        } catch (IOException | DirectoryIteratorException notOurs) {
            return false;
        }
    }

    private static boolean isFree(Path lock) throws IOException {
        try (FileChannel lockFile = FileChannel.open(lock, StandardOpenOption.WRITE)) {
            @Nullable FileLock taken = lockFile.tryLock();
            return taken != null;
        } catch (OverlappingFileLockException heldByThisProcess) {
            return false;
        }
    }

    /** Although somebody else may add or remove something meanwhile. */
    private static void delete(Path folder) throws IOException {
        for (int i = 1; Files.exists(folder); i++) {
            try (Stream<Path> tree = Files.walk(folder)) {
                for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(path);
                }
            } catch (IOException | UncheckedIOException changed) {
                if (i == MAX_DELETIONS) {
                    throw changed instanceof UncheckedIOException wrapped ? wrapped.getCause() : (IOException) changed;
                }
            }
        }
    }

    /** Leaves the files as the death of the process would: without a lock, for the next worker in the same place. */
    public void abandon() {
        if (abandoned) {
            return;
        }
        abandoned = true;
        close();
        try {
            Files.move(ownLock(folder), folder.resolve(LOCK + ABANDONED), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException failure) {
            throw new DataflowException(
                    FailureKind.RESOURCES, "The spill folder " + folder + " cannot be given up: " + failure, failure);
        }
    }

    @Override
    public void close() {
        try {
            lockFile.close();
            if (!abandoned) {
                delete(folder);
            }
        } catch (IOException failure) {
            throw new DataflowException(
                    FailureKind.RESOURCES, "The spill folder " + folder + " cannot be removed: " + failure, failure);
        }
    }
}
