package io.dataflow.api;

import java.nio.file.Path;
import java.util.Optional;

/**
 * How a session in this process runs its jobs. Immutable; start from {@link #defaults()}.
 *
 * <pre>{@code
 * SessionOptions little = SessionOptions.defaults().memoryBytes(64L << 20).slots(4).spillDirectory(folder);
 * try (Session small = Session.local(little)) {
 *     System.out.println(small.range(0, 1_000).count());
 * }
 * }</pre>
 *
 * @param memoryBytes what all jobs together may hold; empty is half of the heap
 * @param slots tasks that run at a time, fewer where the memory is too little for so many; empty is one a processor
 * @param spillDirectory where to spill; empty is a folder of its own under the system's temporary folder
 * @param encryptSpill whether what is spilled is encrypted, with a key that is in this process only
 */
public record SessionOptions(
        Optional<Long> memoryBytes, Optional<Integer> slots, Optional<Path> spillDirectory, boolean encryptSpill) {

    /** Less than this and not even one task has room. */
    public static final long MIN_MEMORY_BYTES = 4L << 20;

    public SessionOptions {
        memoryBytes.ifPresent(bytes -> {
            if (bytes < MIN_MEMORY_BYTES) {
                throw new IllegalArgumentException(
                        "memory must be at least " + MIN_MEMORY_BYTES + " bytes, got " + bytes);
            }
        });
        slots.ifPresent(count -> {
            if (count < 1) {
                throw new IllegalArgumentException("slots must be at least 1, got " + count);
            }
        });
    }

    /** With spill files as they are. */
    public SessionOptions(Optional<Long> memoryBytes, Optional<Integer> slots, Optional<Path> spillDirectory) {
        this(memoryBytes, slots, spillDirectory, false);
    }

    /** Half of the heap, one task a processor, and a folder of its own below the system's temporary folder. */
    public static SessionOptions defaults() {
        return new SessionOptions(Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** With so many bytes for all jobs together; at least {@link #MIN_MEMORY_BYTES}. */
    public SessionOptions memoryBytes(long bytes) {
        return new SessionOptions(Optional.of(bytes), slots, spillDirectory, encryptSpill);
    }

    /** With so many tasks at a time; at least one. */
    public SessionOptions slots(int count) {
        return new SessionOptions(memoryBytes, Optional.of(count), spillDirectory, encryptSpill);
    }

    /** With a folder to spill to, in which each session makes its own and removes it when it is closed. */
    public SessionOptions spillDirectory(Path directory) {
        return new SessionOptions(memoryBytes, slots, Optional.of(directory), encryptSpill);
    }

    /**
     * With spill files encrypted (AES-256-GCM), for disks that others may read or get hold of. The key is never written;
     * reading and writing what is spilled costs somewhat more.
     */
    public SessionOptions encryptedSpill() {
        return new SessionOptions(memoryBytes, slots, spillDirectory, true);
    }
}
