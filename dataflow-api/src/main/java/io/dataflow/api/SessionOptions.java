package io.dataflow.api;

import java.nio.file.Path;
import java.util.Optional;

/**
 * How a session in this process runs its jobs. Immutable; start from {@link #defaults()}.
 *
 * @param memoryBytes what all jobs together may hold; empty is half of the heap
 * @param slots tasks that run at a time, fewer where the memory is too little for so many; empty is one a processor
 * @param spillDirectory where to spill; empty is a folder of its own under the system's temporary folder
 */
public record SessionOptions(Optional<Long> memoryBytes, Optional<Integer> slots, Optional<Path> spillDirectory) {

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

    public static SessionOptions defaults() {
        return new SessionOptions(Optional.empty(), Optional.empty(), Optional.empty());
    }

    public SessionOptions memoryBytes(long bytes) {
        return new SessionOptions(Optional.of(bytes), slots, spillDirectory);
    }

    public SessionOptions slots(int count) {
        return new SessionOptions(memoryBytes, Optional.of(count), spillDirectory);
    }

    public SessionOptions spillDirectory(Path directory) {
        return new SessionOptions(memoryBytes, slots, Optional.of(directory));
    }
}
