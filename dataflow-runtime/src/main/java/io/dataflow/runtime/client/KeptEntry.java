package io.dataflow.runtime.client;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.dataflow.runtime.plan.KeptInput;
import io.dataflow.runtime.plan.PartitionKey;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One cached dataset, and how many jobs read it: its records as they came, and once more for each key that they were
 * partitioned by again and again. Safe for use by many threads.
 */
final class KeptEntry {
    /** Each takes as much disk as the dataset. */
    private static final int MAX_KEYS = 4;

    /** Of keys that were asked for once, those asked for last. */
    private static final int MAX_KEYS_SEEN = 16;

    private final EngineSession.KeptJob kept;

    @GuardedBy("this")
    private final List<EngineSession.KeptJob> byKey = new ArrayList<>();

    @GuardedBy("this")
    private final Deque<PartitionKey> seen = new ArrayDeque<>();

    @GuardedBy("this")
    private int readers;

    @GuardedBy("this")
    private boolean givenUp;

    KeptEntry(EngineSession.KeptJob kept) {
        this.kept = kept;
    }

    EngineSession.KeptJob kept() {
        return kept;
    }

    /** All that keep the records. */
    synchronized List<EngineJob> jobs() {
        List<EngineJob> jobs = new ArrayList<>();
        jobs.add(kept.job());
        byKey.forEach(each -> jobs.add(each.job()));
        return jobs;
    }

    /** Bytes of the records, before compression; about none before they are computed. */
    long sizeBytes() {
        return jobs().stream().mapToLong(EngineJob::writtenBytesOfResult).sum();
    }

    /** The records partitioned by a key; null if they are not, or if that failed. */
    @Nullable
    synchronized KeptInput byKey(PartitionKey key) {
        for (EngineSession.KeptJob each : List.copyOf(byKey)) {
            if (each.job().failure() != null) {
                byKey.remove(each);
                each.job().release();
            } else if (each.planned().by(key) != null) {
                return each.result();
            }
        }
        return null;
    }

    /** Whether to keep them by a key that is wanted: not for the first time, since that may be the last as well. */
    synchronized boolean isWorthKeeping(PartitionKey key) {
        if (seen.stream().anyMatch(key::isSameAs)) {
            return byKey.size() < MAX_KEYS;
        }
        seen.addLast(key);
        if (seen.size() > MAX_KEYS_SEEN) {
            seen.removeFirst();
        }
        return false;
    }

    /** Whether there is room for one more key. */
    synchronized boolean hasRoom() {
        return byKey.size() < MAX_KEYS;
    }

    /** Keeps what a job partitions by a key. */
    synchronized void add(EngineSession.KeptJob partitioned) {
        byKey.add(partitioned);
    }

    /** Counts a reader, unless there is nothing to read any more. */
    synchronized boolean tryEnter() {
        if (givenUp || kept.job().failure() != null) {
            return false;
        }
        readers++;
        return true;
    }

    synchronized void leave() {
        readers--;
        releaseIfUnwanted();
    }

    /** Nobody may read it but those that do already. */
    synchronized void giveUp() {
        givenUp = true;
        releaseIfUnwanted();
    }

    @GuardedBy("this")
    private void releaseIfUnwanted() {
        if (givenUp && readers == 0) {
            jobs().forEach(EngineJob::release);
        }
    }
}
