package io.dataflow.runtime.worker;

import io.dataflow.api.failure.DataflowException;
import io.dataflow.api.failure.FailureKind;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A folder for the files of one worker, gone when the worker is. As long as the worker lives it holds a lock in there; the
 * next worker that starts in the same place removes folders whose lock nobody holds, which are those of killed ones.
 */
public final class SpillHome implements AutoCloseable {
    private static final String PREFIX = "dataflow-";
    private static final String LOCK = "lock";

    private final Path folder;
    private final FileChannel lockFile;

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
            FileChannel lockFile =
                    FileChannel.open(folder.resolve(LOCK), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            FileLock held = lockFile.tryLock();
            if (held == null) {
                lockFile.close();
                throw new FileSystemException(folder.toString(), null, "somebody else took its lock");
            }
            return new SpillHome(folder, lockFile);
        } catch (IOException failure) {
            throw new DataflowException(
                    FailureKind.RESOURCES,
                    "The spill folder " + parent + " cannot be used: " + failure + "; name one that can be written",
                    failure);
        }
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
                if (Files.isRegularFile(folder.resolve(LOCK)) && isAbandoned(folder)) {
                    delete(folder);
                }
            }
        }
    }

    private static boolean isAbandoned(Path folder) {
        try (FileChannel lockFile = FileChannel.open(folder.resolve(LOCK), StandardOpenOption.WRITE)) {
            @Nullable FileLock lock = lockFile.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException heldByThisProcess) {
            return false;
        } catch (IOException notOurs) {
            return false;
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> tree = Files.walk(folder)) {
            for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }

    @Override
    public void close() {
        try {
            lockFile.close();
            delete(folder);
        } catch (IOException failure) {
            throw new DataflowException(
                    FailureKind.RESOURCES, "The spill folder " + folder + " cannot be removed: " + failure, failure);
        }
    }
}
