package io.dataflow.runtime.worker;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.dataflow.runtime.operations.LogLine;
import io.dataflow.runtime.protocol.Message;
import io.dataflow.runtime.scheduler.AttemptId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What running attempts have logged and the coordinator was not told yet. When there is more than the bounds allow, the
 * oldest lines go first, and are counted. Safe for use by many threads.
 */
final class TaskLogs {
    /** Of one attempt between two heartbeats: as much as the coordinator keeps of it. */
    static final long ATTEMPT_BYTES = 128L << 10;

    @GuardedBy("this")
    private final Map<AttemptId, Waiting> running = new LinkedHashMap<>();

    private static final class Waiting {
        private final Deque<LogLine> lines = new ArrayDeque<>();
        private long sizeBytes;
        private long droppedCount;
    }

    synchronized void open(AttemptId attempt) {
        running.put(attempt, new Waiting());
    }

    /** To be called when the coordinator has been told what is waiting. */
    synchronized void close(AttemptId attempt) {
        running.remove(attempt);
    }

    /** False when no such attempt runs here. */
    synchronized boolean add(LogLine line) {
        Waiting waiting = running.get(new AttemptId(line.job(), line.stage(), line.task(), line.attempt()));
        if (waiting == null) {
            return false;
        }
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
        List<Message> messages = new ArrayList<>();
        running.forEach((attempt, waiting) -> {
            if (!waiting.lines.isEmpty()) {
                messages.add(
                        new Message.TaskLogs(worker, attempt.job(), List.copyOf(waiting.lines), waiting.droppedCount));
                waiting.lines.clear();
                waiting.sizeBytes = 0;
                waiting.droppedCount = 0;
            }
        });
        return messages;
    }
}
