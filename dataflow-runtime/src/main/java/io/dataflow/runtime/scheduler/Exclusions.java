package io.dataflow.runtime.scheduler;

import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The workers that a job does not use for a while, because several of its tasks failed there: it is not the tasks, then. A
 * worker that joins anew is another one.
 */
final class Exclusions implements Serializable {
    private static final long serialVersionUID = 1L;

    private record Task(int stage, int task) implements Serializable {}

    private static final class Suspect implements Serializable {
        private static final long serialVersionUID = 1L;

        /** When each failed last, the oldest first; never more than exclude the worker. */
        final Map<Task, Long> failures = new LinkedHashMap<>();

        boolean excluded;
        long untilMillis;
    }

    private final String job;
    private final SchedulerOptions options;
    private final WorkerRegistry registry;
    private final Map<LiveWorker, Suspect> suspects = new LinkedHashMap<>();

    Exclusions(String job, SchedulerOptions options, WorkerRegistry registry) {
        this.job = job;
        this.options = options;
        this.registry = registry;
    }

    /** Notes that a task failed on a worker, which is excluded if that is one too many and it is not the only one left. */
    void onFailure(LiveWorker worker, int stage, int task, Reaction reaction) {
        Suspect suspect = suspects.computeIfAbsent(worker, key -> new Suspect());
        suspect.failures.values().removeIf(millis -> reaction.nowMillis - millis >= options.exclusionWindowMillis());
        Task failed = new Task(stage, task);
        suspect.failures.remove(failed);
        suspect.failures.put(failed, reaction.nowMillis);
        boolean tooMany = suspect.failures.size() >= options.exclusionTasks();
        if (tooMany && !leaveAtMostOne() && !suspect.excluded && worker.isAccepting()) {
            exclude(worker, suspect, reaction);
        } else if (tooMany) {
            suspect.failures.remove(suspect.failures.keySet().iterator().next());
        }
    }

    private void exclude(LiveWorker worker, Suspect suspect, Reaction reaction) {
        suspect.failures.clear();
        suspect.excluded = true;
        suspect.untilMillis = reaction.nowMillis + options.exclusionMillis();
        worker.excludedBy.add(job);
        for (PendingTasks waiting : List.copyOf(worker.wantedBy)) {
            if (waiting.job().equals(job)) {
                waiting.forget(worker);
            }
        }
        boolean everyJob = worker.excludedBy.size() >= options.exclusionJobs();
        if (everyJob) {
            registry.exclude(worker, suspect.untilMillis);
        }
        reaction.add(new Effect.Excluded(job, worker.id, options.exclusionMillis(), everyJob));
    }

    /** Whether every worker that takes attempts is excluded. */
    boolean leaveNone() {
        return registry.acceptingCount() == acceptingCount();
    }

    /** Whether no two workers take attempts of the job, now or when a slot of theirs is free. */
    boolean leaveAtMostOne() {
        return registry.acceptingCount() - acceptingCount() <= 1;
    }

    boolean excludes(LiveWorker worker) {
        Suspect suspect = suspects.get(worker);
        return suspect != null && suspect.excluded;
    }

    private int acceptingCount() {
        int count = 0;
        for (Map.Entry<LiveWorker, Suspect> entry : suspects.entrySet()) {
            count += entry.getValue().excluded && entry.getKey().isAccepting() ? 1 : 0;
        }
        return count;
    }

    /** Ends exclusions whose time is over; whether there were any. */
    boolean expire(long nowMillis) {
        return suspects.entrySet().removeIf(entry -> {
            boolean over = entry.getValue().excluded && entry.getValue().untilMillis <= nowMillis;
            if (over) {
                entry.getKey().excludedBy.remove(job);
            }
            return over;
        });
    }

    void forget(LiveWorker worker) {
        suspects.remove(worker);
    }

    /** Ends all. */
    void clear() {
        suspects.keySet().forEach(worker -> worker.excludedBy.remove(job));
        suspects.clear();
    }
}
