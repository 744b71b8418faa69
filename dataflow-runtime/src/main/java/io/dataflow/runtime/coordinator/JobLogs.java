package io.dataflow.runtime.coordinator;

import io.dataflow.runtime.operations.LogLine;
import io.dataflow.runtime.protocol.Message;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The logs of all jobs, within one bound: what ended first is dropped first. Confined to the coordinator's loop. */
final class JobLogs {
    /** An eighth of the heap that a coordinator is started with. */
    static final long ALL_BYTES = 64L << 20;

    /** Who tells of a whole log. */
    private static final String TELLER = "coordinator";

    /** In the order in which the jobs said their first word. */
    private final Map<String, JobLog> logs = new LinkedHashMap<>();

    private long sizeBytes;

    /** Since the changes were last asked for; nobody may ever ask. */
    private final Set<String> changed = new LinkedHashSet<>();

    private final Set<String> forgotten = new LinkedHashSet<>();

    /**
     * What has become of the logs since somebody asked last.
     *
     * @param logs those that have other lines, with all that they have
     * @param forgotten jobs whose logs are gone
     */
    record Changes(List<Message.TaskLogs> logs, List<String> forgotten) {}

    /** What there is to tell; from here on what comes later. */
    Changes takeChanges() {
        List<Message.TaskLogs> taken = new ArrayList<>();
        for (String job : changed) {
            JobLog log = of(job);
            taken.add(new Message.TaskLogs(TELLER, job, log.lines(), log.droppedCount()));
        }
        Changes changes = new Changes(taken, List.copyOf(forgotten));
        changed.clear();
        forgotten.clear();
        return changes;
    }

    boolean hasChanges() {
        return !changed.isEmpty() || !forgotten.isEmpty();
    }

    /**
     * @param droppedCount lines that the worker had no room for
     * @param running the jobs that run, whose logs are dropped last
     */
    void add(String job, List<LogLine> lines, long droppedCount, Set<String> running) {
        JobLog log = logs.computeIfAbsent(job, none -> new JobLog());
        long before = log.sizeBytes();
        log.dropped(droppedCount);
        lines.forEach(log::add);
        changed.add(job);
        sizeBytes += log.sizeBytes() - before;
        if (sizeBytes > ALL_BYTES) {
            makeRoom(running);
        }
    }

    private void makeRoom(Set<String> running) {
        List<String> ended = new ArrayList<>(logs.keySet());
        ended.removeAll(running);
        for (String job : ended) {
            forget(job);
            if (sizeBytes <= ALL_BYTES) {
                return;
            }
        }
        for (Map.Entry<String, JobLog> each : logs.entrySet()) {
            JobLog log = each.getValue();
            boolean some = true;
            while (some && sizeBytes > ALL_BYTES) {
                long before = log.sizeBytes();
                some = log.dropOldest();
                sizeBytes += log.sizeBytes() - before;
                changed.add(each.getKey());
            }
        }
    }

    void forget(String job) {
        @Nullable JobLog log = logs.remove(job);
        if (log != null) {
            sizeBytes -= log.sizeBytes();
            changed.remove(job);
            forgotten.add(job);
        }
    }

    /** As it was told before, instead of what there is. */
    void restore(Message.TaskLogs before, Set<String> running) {
        forget(before.job());
        add(before.job(), before.lines(), before.droppedCount(), running);
        forgotten.remove(before.job());
        changed.remove(before.job());
    }

    /** Empty when the job has said nothing, or is forgotten. */
    JobLog of(String job) {
        JobLog log = logs.get(job);
        return log == null ? new JobLog() : log;
    }

    long sizeBytes() {
        return sizeBytes;
    }
}
