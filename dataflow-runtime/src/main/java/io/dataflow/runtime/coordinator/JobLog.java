package io.dataflow.runtime.coordinator;

import io.dataflow.runtime.operations.LogLine;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The latest lines that the tasks of one job have logged, numbered in the order in which they came. Each attempt has a
 * bound of its own, so that one that talks much does not drive out what the others said. Confined to the coordinator's
 * loop.
 */
final class JobLog {
    /** Some hundred lines of an attempt: its last ones, which tell how it ended. */
    static final long ATTEMPT_BYTES = 128L << 10;

    /** More than anybody reads; a log of everything is the business of the workers' own loggers. */
    static final long JOB_BYTES = 4L << 20;

    /** Of a page; far below the largest frame. */
    private static final long PAGE_BYTES = 256L << 10;

    private final TreeMap<Long, LogLine> lines = new TreeMap<>();
    private final Map<Attempt, OfAttempt> attempts = new HashMap<>();
    private long next;
    private long sizeBytes;
    private long droppedCount;

    private record Attempt(int stage, int task, int attempt) {
        static Attempt of(LogLine line) {
            return new Attempt(line.stage(), line.task(), line.attempt());
        }
    }

    private static final class OfAttempt {
        private final Deque<Long> positions = new ArrayDeque<>();
        private long sizeBytes;
    }

    void add(LogLine line) {
        OfAttempt own = attempts.computeIfAbsent(Attempt.of(line), none -> new OfAttempt());
        own.positions.add(next);
        own.sizeBytes += line.sizeBytes();
        lines.put(next, line);
        sizeBytes += line.sizeBytes();
        next++;
        while (own.sizeBytes > ATTEMPT_BYTES && own.positions.size() > 1) {
            drop(own.positions.getFirst());
        }
        while (sizeBytes > JOB_BYTES) {
            dropOldest();
        }
    }

    /** Lines that were dropped elsewhere. */
    void dropped(long count) {
        droppedCount += count;
    }

    /** False when there is none. */
    boolean dropOldest() {
        if (lines.isEmpty()) {
            return false;
        }
        drop(lines.firstKey());
        return true;
    }

    /** The oldest line of an attempt, or of all. */
    private void drop(long position) {
        @Nullable LogLine line = lines.remove(position);
        if (line == null) {
            return;
        }
        Attempt attempt = Attempt.of(line);
        OfAttempt own = attempts.get(attempt);
        if (own != null) {
            own.positions.remove(position);
            own.sizeBytes -= line.sizeBytes();
            if (own.positions.isEmpty()) {
                attempts.remove(attempt);
            }
        }
        sizeBytes -= line.sizeBytes();
        droppedCount++;
    }

    /** All that there are, in the order in which they came. */
    List<LogLine> lines() {
        return List.copyOf(lines.values());
    }

    long sizeBytes() {
        return sizeBytes;
    }

    long droppedCount() {
        return droppedCount;
    }

    /** What comes next, and from where to ask on. */
    Page page(long from) {
        List<LogLine> page = new ArrayList<>();
        long bytes = 0;
        long after = Math.min(from, next);
        for (Map.Entry<Long, LogLine> entry : lines.tailMap(from).entrySet()) {
            if (bytes > PAGE_BYTES) {
                return new Page(page, after, false);
            }
            page.add(entry.getValue());
            bytes += entry.getValue().sizeBytes();
            after = entry.getKey() + 1;
        }
        return new Page(page, after, true);
    }

    /** @param last whether there is nothing behind it yet */
    record Page(List<LogLine> lines, long next, boolean last) {}
}
