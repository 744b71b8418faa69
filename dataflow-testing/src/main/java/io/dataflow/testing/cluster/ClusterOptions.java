package io.dataflow.testing.cluster;

import io.dataflow.api.SessionOptions;
import java.time.Duration;

/**
 * How large a {@link LocalCluster} is, and how soon it misses a worker. Immutable; start from {@link #defaults()}.
 *
 * <pre>{@code
 * ClusterOptions wide = ClusterOptions.defaults().workers(5).slots(2).memoryBytes(8L << 20);
 * try (LocalCluster cluster = LocalCluster.start(wide)) {
 *     System.out.println(cluster.session().range(0, 1_000).count());
 * }
 * }</pre>
 *
 * @param workers how many there are at first
 * @param slots tasks that each worker runs at a time
 * @param memoryBytes what each worker may hold; little of it makes jobs spill
 * @param lease a worker that was not heard of for so long is lost
 */
public record ClusterOptions(int workers, int slots, long memoryBytes, Duration lease) {
    /** Workers are to be heard of ten times within a lease, which must leave some milliseconds between. */
    private static final Duration MIN_LEASE = Duration.ofMillis(100);

    /** A cluster needs a bound; each worker has a dozen threads. */
    private static final int MAX_WORKERS = 64;

    public ClusterOptions {
        if (workers < 1 || workers > MAX_WORKERS) {
            throw new IllegalArgumentException("workers must be from 1 to " + MAX_WORKERS + ", not " + workers);
        }
        if (slots < 1) {
            throw new IllegalArgumentException("slots must be at least 1, not " + slots);
        }
        if (memoryBytes < SessionOptions.MIN_MEMORY_BYTES) {
            throw new IllegalArgumentException(
                    "memory must be at least " + SessionOptions.MIN_MEMORY_BYTES + " bytes, not " + memoryBytes);
        }
        if (lease.compareTo(MIN_LEASE) < 0) {
            throw new IllegalArgumentException("the lease must be at least " + MIN_LEASE + ", not " + lease);
        }
    }

    /** Three workers, each with one slot and 16 MB, which are lost after two seconds of silence. */
    public static ClusterOptions defaults() {
        return new ClusterOptions(3, 1, 16L << 20, Duration.ofSeconds(2));
    }

    /** With so many workers at first; from 1 to {@value #MAX_WORKERS}. */
    public ClusterOptions workers(int count) {
        return new ClusterOptions(count, slots, memoryBytes, lease);
    }

    /** With so many tasks at a time on each worker; at least one. */
    public ClusterOptions slots(int count) {
        return new ClusterOptions(workers, count, memoryBytes, lease);
    }

    /** With so many bytes for each worker; at least {@link SessionOptions#MIN_MEMORY_BYTES}. */
    public ClusterOptions memoryBytes(long bytes) {
        return new ClusterOptions(workers, slots, bytes, lease);
    }

    /** With so much silence before a worker is lost; at least 100 milliseconds. */
    public ClusterOptions lease(Duration silence) {
        return new ClusterOptions(workers, slots, memoryBytes, silence);
    }
}
