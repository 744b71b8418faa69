package io.dataflow.runtime.closure;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.RemovalCause;
import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.dataflow.api.failure.DataflowException;
import io.dataflow.api.failure.FailureKind;
import io.dataflow.runtime.protocol.ArtifactId;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The code that a process received, by hash, in a directory that only its owner can read. Artifacts of running jobs are
 * pinned and stay. Those that arrived and wait for their first pin stay too, unless another arrival needs the room. The
 * others are a cache for the next job, as far as the limit allows.
 *
 * <p>Safe for use by many threads. Closing it deletes every file in it, but for a lasting one: that keeps its artifacts for
 * the next that is opened there.
 */
public final class ArtifactStore implements Closeable {
    /** Four plans of the largest size. */
    public static final long DEFAULT_LIMIT_BYTES = 4L << 30;

    /** The cache counts in these, since its weights are ints. */
    private static final long WEIGHT_BYTES = 1024;

    private static final String JAR = ".jar";
    private static final String OWNER_ONLY = "rwx------";

    private static final class Kept {
        private final long sizeBytes;
        private int pinCount;

        private Kept(long sizeBytes) {
            this.sizeBytes = sizeBytes;
        }
    }

    private final Path directory;
    private final long limitBytes;
    private final long artifactLimitBytes;
    private final boolean lasting;

    /** Pinned artifacts, and those that wait for their first pin; in the order of their arrival. */
    @GuardedBy("this")
    private final Map<String, Kept> kept = new LinkedHashMap<>();

    /** Sizes of files that no job uses; together with the kept and the arriving they stay within the limit. */
    private final Cache<String, Long> idle;

    /** Bytes of kept and of arriving artifacts. */
    @GuardedBy("this")
    private long heldBytes;

    @GuardedBy("this")
    private boolean closed;

    /** Opens the store in {@code directory}, which it creates and owns: artifacts left there by others are deleted. */
    public ArtifactStore(Path directory) {
        this(directory, DEFAULT_LIMIT_BYTES, ArtifactLimits.DEFAULT.artifactBytes());
    }

    /**
     * A store that finds the artifacts that another left in {@code directory}, as far as they are whole. What it says that it
     * has is on the disk.
     */
    public static ArtifactStore lasting(Path directory) {
        return new ArtifactStore(directory, DEFAULT_LIMIT_BYTES, ArtifactLimits.DEFAULT.artifactBytes(), true);
    }

    public ArtifactStore(Path directory, long limitBytes, long artifactLimitBytes) {
        this(directory, limitBytes, artifactLimitBytes, false);
    }

    private ArtifactStore(Path directory, long limitBytes, long artifactLimitBytes, boolean lasting) {
        if (limitBytes <= 0 || artifactLimitBytes <= 0) {
            throw new IllegalArgumentException("Limits must be positive: " + limitBytes + " bytes in all, "
                    + artifactLimitBytes + " bytes for one artifact");
        }
        this.directory = directory;
        this.limitBytes = limitBytes;
        this.artifactLimitBytes = artifactLimitBytes;
        this.lasting = lasting;
        this.idle = Caffeine.newBuilder()
                .maximumWeight(limitBytes / WEIGHT_BYTES)
                .weigher((String hash, Long sizeBytes) -> (int) Math.min(Integer.MAX_VALUE, weight(sizeBytes)))
                .executor(Runnable::run)
                .evictionListener((@Nullable String hash, @Nullable Long sizeBytes, RemovalCause cause) -> delete(hash))
                .build();
        try {
            Files.createDirectories(directory);
            restrictToOwner();
            if (lasting) {
                sweep("*.part");
                findKept();
            } else {
                sweep("*.{jar,part}");
            }
        } catch (IOException e) {
            throw diskFailure("open", e);
        }
    }

    private void restrictToOwner() throws IOException {
        if (directory.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString(OWNER_ONLY));
        }
    }

    private void sweep(String glob) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, glob)) {
            for (Path file : files) {
                Files.deleteIfExists(file);
            }
        }
    }

    /** Those found wait for their first pin, like any that arrive. */
    private synchronized void findKept() throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*" + JAR)) {
            for (Path file : files) {
                String name = String.valueOf(file.getFileName());
                String hash = name.substring(0, name.length() - JAR.length());
                if (hash.equals(Sha256.ofFile(file))) {
                    Kept found = new Kept(Files.size(file));
                    kept.put(hash, found);
                    hold(found.sizeBytes);
                } else {
                    Files.delete(file);
                }
            }
        }
    }

    boolean isLasting() {
        return lasting;
    }

    public synchronized boolean has(String hash) {
        return Sha256.isHex(hash) && (kept.containsKey(hash) || idle.asMap().containsKey(hash));
    }

    /** The jar file of an artifact, which stays in place while it is pinned. */
    public synchronized Path path(String hash) {
        if (!has(hash)) {
            throw notHeld(hash);
        }
        return file(hash);
    }

    /** Keeps an artifact until it is unpinned as often as it was pinned; false when the store does not have it. */
    public synchronized boolean pin(String hash) {
        Kept found = keep(hash);
        if (found == null) {
            return false;
        }
        found.pinCount++;
        return true;
    }

    /** Ends one {@link #pin}. */
    public synchronized void unpin(String hash) {
        if (closed) {
            return;
        }
        Kept found = kept.get(hash);
        if (found == null || found.pinCount == 0) {
            throw notHeld(hash);
        }
        found.pinCount--;
        if (found.pinCount == 0) {
            retire(hash, found);
        }
    }

    /** Takes an artifact out of the cache's reach; null when the store does not have it. */
    @GuardedBy("this")
    private @Nullable Kept keep(String hash) {
        Kept found = kept.get(hash);
        if (found != null) {
            return found;
        }
        Long sizeBytes = Sha256.isHex(hash) ? idle.asMap().remove(hash) : null;
        if (sizeBytes == null) {
            return null;
        }
        Kept fromCache = new Kept(sizeBytes);
        kept.put(hash, fromCache);
        hold(sizeBytes);
        return fromCache;
    }

    @GuardedBy("this")
    private void retire(String hash, Kept found) {
        kept.remove(hash);
        hold(-found.sizeBytes);
        idle.put(hash, found.sizeBytes);
        idle.cleanUp();
    }

    /** Makes room for an artifact. The caller finishes or closes the writer. */
    public synchronized ArtifactWriter begin(ArtifactId id) {
        if (closed) {
            throw new IllegalStateException("The store in " + directory + " is closed");
        }
        if (!Sha256.isHex(id.hash()) || id.sizeBytes() < 0 || id.sizeBytes() > artifactLimitBytes) {
            throw new DataflowException(
                    FailureKind.INVALID_PLAN,
                    "Artifact " + printable(id) + " is refused: a SHA-256 in hex and at most " + artifactLimitBytes
                            + " bytes are accepted");
        }
        retireUnclaimed(id.sizeBytes());
        if (id.sizeBytes() > limitBytes - heldBytes) {
            throw new DataflowException(
                    FailureKind.RESOURCES,
                    "No room for artifact " + printable(id) + " in " + directory + ": running jobs hold " + heldBytes
                            + " of " + limitBytes + " bytes; wait for one of them to end");
        }
        hold(id.sizeBytes());
        try {
            return new ArtifactWriter(this, id, Files.createTempFile(directory, "arriving-", ".part"));
        } catch (IOException e) {
            abandon(id);
            throw diskFailure("write", e);
        }
    }

    /** Lets go of arrivals that no job has pinned, the oldest first, until {@code bytes} more can be held. */
    @GuardedBy("this")
    private void retireUnclaimed(long bytes) {
        for (Map.Entry<String, Kept> entry : List.copyOf(kept.entrySet())) {
            if (bytes > limitBytes - heldBytes && entry.getValue().pinCount == 0) {
                retire(entry.getKey(), entry.getValue());
            }
        }
    }

    /** Takes ownership of {@code file}, which holds the verified bytes of {@code id}. */
    synchronized void publish(ArtifactId id, Path file) {
        try {
            if (closed || keep(id.hash()) != null) {
                Files.deleteIfExists(file);
                abandon(id);
                return;
            }
            Files.move(file, file(id.hash()), StandardCopyOption.ATOMIC_MOVE);
            if (lasting) {
                syncDirectory();
            }
            kept.put(id.hash(), new Kept(id.sizeBytes()));
        } catch (IOException e) {
            abandon(id);
            throw diskFailure("write", e);
        }
    }

    private void syncDirectory() throws IOException {
        try (FileChannel names = FileChannel.open(directory, StandardOpenOption.READ)) {
            names.force(true);
        }
    }

    /** Gives back the room of an artifact that did not arrive. */
    synchronized void abandon(ArtifactId id) {
        hold(-id.sizeBytes());
    }

    /** What jobs hold, the cache must do without. */
    @GuardedBy("this")
    private void hold(long bytes) {
        heldBytes += bytes;
        assert heldBytes >= 0 : heldBytes;
        idle.policy()
                .eviction()
                .ifPresent(policy -> policy.setMaximum(Math.max(0, limitBytes - heldBytes) / WEIGHT_BYTES));
        idle.cleanUp();
    }

    private static long weight(long bytes) {
        return (bytes + WEIGHT_BYTES - 1) / WEIGHT_BYTES;
    }

    private Path file(String hash) {
        return directory.resolve(hash + JAR);
    }

    private void delete(@Nullable String hash) {
        try {
            Files.deleteIfExists(file(String.valueOf(hash)));
        } catch (IOException e) {
            throw diskFailure("delete from", e);
        }
    }

    private static DataflowException notHeld(String hash) {
        return new DataflowException(FailureKind.INTERNAL, "No artifact with the hash " + clean(hash) + " is held");
    }

    DataflowException diskFailure(String action, IOException cause) {
        return new DataflowException(
                FailureKind.RESOURCES,
                "Cannot " + action + " the code directory " + directory + ": " + cause + "; free or replace its disk",
                cause);
    }

    /** An id for a message: a peer chose its text. */
    static String printable(ArtifactId id) {
        return clean(id.name()) + " (" + clean(id.hash()) + ", " + id.sizeBytes() + " bytes)";
    }

    private static String clean(String text) {
        String shown = text.length() > 200 ? text.substring(0, 200) : text;
        return shown.replaceAll("\\p{Cntrl}", "?");
    }

    @Override
    public synchronized void close() throws IOException {
        closed = true;
        kept.clear();
        idle.invalidateAll();
        if (!lasting) {
            sweep("*.{jar,part}");
        }
    }
}
