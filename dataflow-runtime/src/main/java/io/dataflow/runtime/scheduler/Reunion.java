package io.dataflow.runtime.scheduler;

import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Compares what a worker that comes back has with what the scheduler thinks it has. Messages may have been lost with the
 * connection, in both directions: what was not heard of is said again, and what is missing is lost.
 */
final class Reunion implements Serializable {
    private static final long serialVersionUID = 1L;

    /** Jobs whose ends are remembered: as many as may end while a worker is away, and then some. */
    private static final int MAX_ENDED_JOBS = 1_000;

    private final WorkerRegistry registry;
    private final Map<String, JobTracker> jobs;
    /** How the latest jobs have ended. */
    private final Map<String, Boolean> succeededByEndedJob = new LinkedHashMap<>();

    Reunion(WorkerRegistry registry, Map<String, JobTracker> jobs) {
        this.registry = registry;
        this.jobs = jobs;
    }

    void onJobEnded(String job, boolean succeeded) {
        succeededByEndedJob.put(job, succeeded);
        if (succeededByEndedJob.size() > MAX_ENDED_JOBS) {
            succeededByEndedJob.remove(succeededByEndedJob.keySet().iterator().next());
        }
    }

    void meet(LiveWorker worker, Holdings has, Reaction reaction) {
        worker.forgetAllTold();
        compareAttempts(worker, has, reaction);
        compareOutputs(worker, has, reaction);
        for (String job : has.jobs()) {
            if (!jobs.containsKey(job)) {
                // Of an end that is not remembered any more, others have removed what was staged.
                boolean succeeded = succeededByEndedJob.getOrDefault(job, true);
                reaction.add(new Effect.EndJob(worker.id, job, succeeded));
            }
        }
    }

    private void compareAttempts(LiveWorker worker, Holdings has, Reaction reaction) {
        Set<AttemptId> running = new LinkedHashSet<>(has.running());
        Set<AttemptId> reported = new LinkedHashSet<>(has.reported());
        for (AttemptId attempt : List.copyOf(worker.slotHolders)) {
            if (registry.isStopping(attempt)) {
                if (running.contains(attempt)) {
                    reaction.add(new Effect.Cancel(worker.id, attempt));
                } else if (!reported.contains(attempt)) {
                    registry.vacate(worker, attempt);
                }
            } else if (!running.contains(attempt) && !reported.contains(attempt)) {
                registry.vacate(worker, attempt);
                JobTracker job = jobs.get(attempt.job());
                if (job != null) {
                    job.onAttemptMissing(attempt, worker, reaction);
                }
            }
        }
        for (AttemptId attempt : running) {
            if (!worker.slotHolders.contains(attempt)) {
                reaction.add(new Effect.Cancel(worker.id, attempt));
            }
        }
    }

    private void compareOutputs(LiveWorker worker, Holdings has, Reaction reaction) {
        Set<AttemptId> outputs = new LinkedHashSet<>(has.outputs());
        for (JobTracker job : jobs.values()) {
            job.onOutputsMissing(worker, outputs, reaction);
        }
        for (AttemptId output : outputs) {
            JobTracker job = jobs.get(output.job());
            if (job != null && !worker.slotHolders.contains(output) && !job.isCurrentOn(output, worker)) {
                reaction.add(new Effect.WithdrawAttempt(worker.id, output));
            }
        }
    }
}
