package io.dataflow.runtime.worker;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.dataflow.runtime.operations.LogLine;
import io.dataflow.runtime.protocol.Message;
import io.dataflow.runtime.scheduler.AttemptId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What running attempts have logged and the coordinator was not told yet. When there is more than the bounds allow, the
 * oldest lines go first, and are counted. Safe for use by many threads.
 */
final class TaskLogs {
    /** Of one attempt between two heartbeats: as much as the coordinator keeps of it. */
    static final long ATTEMPT_BYTES = 128L << 10;

    @GuardedBy("this")
    private final Set<AttemptId> running = new HashSet<>();

    /** Of those that have logged since the coordinator was told last. */
    @GuardedBy("this")
    private final Map<AttemptId, Waiting> waitingByAttempt = new LinkedHashMap<>();

    private static final class Waiting {
        private final Deque<LogLine> lines = new ArrayDeque<>();
        private long sizeBytes;
        private long droppedCount;
    }

    synchronized void open(AttemptId attempt) {
        running.add(attempt);
    }

    /** To be called when the coordinator has been told what is waiting. */
    synchronized void close(AttemptId attempt) {
        running.remove(attempt);
        waitingByAttempt.remove(attempt);
    }

    /** False when no such attempt runs here. */
    synchronized boolean add(LogLine line) {
        AttemptId attempt = new AttemptId(line.job(), line.stage(), line.task(), line.attempt());
        if (!running.contains(attempt)) {
            return false;
        }
        Waiting waiting = waitingByAttempt.computeIfAbsent(attempt, none -> new Waiting());
        waiting.lines.add(line);
        waiting.sizeBytes += line.sizeBytes();
        while (waiting.sizeBytes > ATTEMPT_BYTES && waiting.lines.size() > 1) {
            waiting.sizeBytes -= waiting.lines.remove().sizeBytes();
            waiting.droppedCount++;
        }
        return true;
    }

    /** Takes what is waiting: a message for each attempt. */
    synchronized List<Message> drain(String worker) {
        if (waitingByAttempt.isEmpty()) {
            return List.of();
        }
        List<Message> messages = new ArrayList<>();
        waitingByAttempt.forEach((attempt, waiting) -> messages.add(
                new Message.TaskLogs(worker, attempt.job(), List.copyOf(waiting.lines), waiting.droppedCount)));
        waitingByAttempt.clear();
        return messages;
    }
}
