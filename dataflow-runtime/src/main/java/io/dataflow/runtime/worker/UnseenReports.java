package io.dataflow.runtime.worker;

import io.dataflow.runtime.protocol.Message;
import io.dataflow.runtime.scheduler.AttemptId;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;

/**
 * Reports that the coordinator may not have heard of. As many as end between two heartbeats, or as were running when the
 * connection broke. Confined to the worker's loop.
 */
final class UnseenReports {
    private record Report(List<AttemptId> attempts, Message message) {}

    private final Queue<Report> reports = new ArrayDeque<>();
    private long seenCount;

    void add(List<AttemptId> attempts, Message message) {
        reports.add(new Report(attempts, message));
    }

    /** The reports to be said again; the coordinator counts from these. */
    List<Message> beginConnection() {
        seenCount = 0;
        return reports.stream().map(Report::message).toList();
    }

    /** @param count of those said on this connection */
    void onSeen(long count) {
        while (seenCount < count && !reports.isEmpty()) {
            reports.remove();
            seenCount++;
        }
    }

    List<AttemptId> attempts() {
        return reports.stream().flatMap(report -> report.attempts().stream()).toList();
    }

    void clear() {
        reports.clear();
    }
}
