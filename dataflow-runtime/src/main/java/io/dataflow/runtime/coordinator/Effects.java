package io.dataflow.runtime.coordinator;

import io.dataflow.runtime.protocol.FailureReport;
import io.dataflow.runtime.protocol.Message;
import io.dataflow.runtime.protocol.Parcel;
import io.dataflow.runtime.scheduler.AttemptId;
import io.dataflow.runtime.scheduler.Effect;
import io.dataflow.runtime.scheduler.JobGraph;
import io.dataflow.runtime.scheduler.JobProgress;
import io.dataflow.runtime.scheduler.Location;
import io.dataflow.shuffle.OutputId;
import io.dataflow.shuffle.OutputLocation;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Carries out what the scheduler decided, in order, by sending messages. Confined to the coordinator's loop. */
final class Effects {
    private static final Logger LOG = LoggerFactory.getLogger(Effects.class);

    private final Map<String, WorkerLink> workers;
    private final Map<String, CoordinatorJob> jobs;
    private final BiConsumer<CoordinatorJob, @Nullable FailureReport> end;
    private final Launches launches = new Launches();
    private final LongSupplier nowMillis;
    private final LongConsumer wakeAt;

    /** @param wakeAt has the scheduler told the time at that millisecond */
    Effects(
            Map<String, WorkerLink> workers,
            Map<String, CoordinatorJob> jobs,
            BiConsumer<CoordinatorJob, @Nullable FailureReport> end,
            LongSupplier nowMillis,
            LongConsumer wakeAt) {
        this.workers = workers;
        this.jobs = jobs;
        this.end = end;
        this.nowMillis = nowMillis;
        this.wakeAt = wakeAt;
    }

    /** Clients come last: whoever hears that a job has ended can rely on it that its workers were told. */
    void carryOut(List<Effect> effects) {
        boolean verdicts = false;
        for (Effect effect : effects) {
            if (isVerdict(effect)) {
                verdicts = true;
            } else if (effect instanceof Effect.Launch launch) {
                launch(launch);
            } else {
                launches.send();
                carryOut(effect);
            }
        }
        launches.send();
        if (verdicts) {
            effects.stream().filter(Effects::isVerdict).forEach(this::carryOut);
        }
    }

    private static boolean isVerdict(Effect effect) {
        return effect instanceof Effect.JobFailed || effect instanceof Effect.JobCancelled;
    }

    /** So that the last report of a job shows its tasks when the scheduler has forgotten it. */
    void rememberProgress(CoordinatorJob job, @Nullable JobProgress scheduled) {
        if (scheduled != null) {
            job.progress(scheduled, nowMillis.getAsLong());
        }
    }

    private void carryOut(Effect effect) {
        if (effect instanceof Effect.PublishLocations publish) {
            openJob(publish.worker(), publish.job());
            send(
                    publish.worker(),
                    new Message.StageLocations(
                            publish.job(),
                            publish.stage(),
                            publish.version(),
                            locations(publish.owner().job(), publish.owner().stage(), publish.locations())));
        } else if (effect instanceof Effect.Cancel cancel) {
            send(cancel.worker(), new Message.CancelAttempt(cancel.attempt()));
        } else if (effect instanceof Effect.WithdrawStage withdraw) {
            send(withdraw.worker(), new Message.WithdrawStage(withdraw.job(), withdraw.stage()));
        } else if (effect instanceof Effect.WithdrawAttempt withdraw) {
            send(withdraw.worker(), new Message.WithdrawAttempt(withdraw.attempt()));
        } else if (effect instanceof Effect.EndJob ended) {
            WorkerLink link = workers.get(ended.worker());
            if (link != null) {
                link.forget(ended.job());
            }
            send(ended.worker(), new Message.EndJob(ended.job(), ended.succeeded()));
        } else if (effect instanceof Effect.ResultsReady ready) {
            resultsReady(ready);
        } else if (effect instanceof Effect.JobFailed failed) {
            CoordinatorJob job = jobs.get(failed.job());
            if (job != null) {
                end.accept(job, job.verdict(failed.failure(), failed.where()));
            }
        } else if (effect instanceof Effect.JobCancelled cancelled) {
            CoordinatorJob job = jobs.get(cancelled.job());
            if (job != null) {
                end.accept(job, job.cancellation());
            }
        } else if (effect instanceof Effect.Lost lost) {
            lost(lost);
        } else if (effect instanceof Effect.Bypassed bypassed) {
            bypassed(bypassed);
        } else if (effect instanceof Effect.Filtered filtered) {
            filtered(filtered);
        } else if (effect instanceof Effect.Decided decided) {
            CoordinatorJob job = jobs.get(decided.job());
            if (job != null) {
                job.metrics().onDecided(decided.stage(), decided.decision());
            }
        } else if (effect instanceof Effect.StartedAgain again) {
            startedAgain(again);
        } else if (effect instanceof Effect.Excluded excluded) {
            excluded(excluded);
        } else if (effect instanceof Effect.Drained drained) {
            send(drained.worker(), new Message.WorkerDrained());
        } else if (effect instanceof Effect.WakeAt wake) {
            wakeAt.accept(wake.millis());
        } else if (effect instanceof Effect.Rejoin rejoin) {
            send(rejoin.worker(), new Message.RejoinRequest());
        }
        // StageStarted and StageFinished are seen in the progress.
    }

    private void launch(Effect.Launch launch) {
        AttemptId attempt = launch.attempt();
        CoordinatorJob job = jobs.get(attempt.job());
        WorkerLink link = workers.get(launch.worker());
        if (job == null || link == null) {
            return;
        }
        launches.expect(link.connection(), launch);
        openJob(launch.worker(), attempt.job());
        for (int stage : launch.fused()) {
            if (link.openStage(attempt.job(), stage)) {
                Parcel program = job.submitted().programs().get(stage);
                link.connection().send(new Message.OpenStage(attempt.job(), stage, program));
            }
        }
        job.metrics().onLaunched(attempt, nowMillis.getAsLong());
        launches.add(launch, job.splits(launch.fused().get(0)));
    }

    private void startedAgain(Effect.StartedAgain again) {
        CoordinatorJob job = jobs.get(again.slow().job());
        if (job != null) {
            job.metrics()
                    .onDecided(
                            again.slow().stage(),
                            "task " + again.slow().task()
                                    + " took much longer than others and was started a second time");
        }
    }

    private void excluded(Effect.Excluded excluded) {
        CoordinatorJob job = jobs.get(excluded.job());
        LOG.info(
                "Worker {} is excluded for {} ms by {}",
                excluded.worker(),
                excluded.millis(),
                excluded.everyJob() ? "every job" : "job " + excluded.job());
        if (job != null) {
            job.metrics()
                    .onLost("Worker " + excluded.worker() + " got no tasks of "
                            + (excluded.everyJob() ? "any job" : "this job") + " for " + excluded.millis()
                            + " ms, since several tasks had failed there");
        }
    }

    private void bypassed(Effect.Bypassed bypassed) {
        CoordinatorJob job = jobs.get(bypassed.job());
        if (job != null) {
            JobGraph graph = job.submitted().graph();
            String left = graph.stage(bypassed.stage()).name();
            String join = graph.stage(bypassed.consumer()).name();
            job.metrics().onDecided(bypassed.stage(), "not run: the tasks of '" + join + "' do its work");
            job.metrics()
                    .onDecided(
                            bypassed.consumer(),
                            "the other side is small: each task reads it whole, and nothing of '" + left + "' is sent");
        }
    }

    private void filtered(Effect.Filtered filtered) {
        CoordinatorJob job = jobs.get(filtered.job());
        if (job != null) {
            String reader = job.submitted().graph().stage(filtered.reader()).name();
            job.metrics().onDecided(filtered.stage(), "run for '" + reader + "', since it is expected to pay");
            job.metrics().onDecided(filtered.reader(), "reads a filter of the keys of the other side");
        }
    }

    private void openJob(String worker, String id) {
        WorkerLink link = workers.get(worker);
        CoordinatorJob job = jobs.get(id);
        if (link != null && job != null && link.openJob(id)) {
            link.connection().send(new Message.OpenJob(id, job.submitted().artifacts()));
        }
    }

    private void resultsReady(Effect.ResultsReady ready) {
        CoordinatorJob job = jobs.get(ready.job());
        if (job != null) {
            tellResults(job, ready.locations());
        }
    }

    /** The client hears where the results of its job are. */
    void tellResults(CoordinatorJob job, List<Location> results) {
        int stage = job.submitted().graph().resultStage();
        job.tell(new Message.ResultsReady(job.id(), locations(job.id(), stage, results)));
    }

    private void lost(Effect.Lost lost) {
        CoordinatorJob job = jobs.get(lost.job());
        if (job != null) {
            lost.attemptsLost().forEach(job.metrics()::onFailed);
            String running = lost.attemptsLost().size() + " running attempts";
            String outputs = lost.outputsLost().size() + " outputs";
            job.metrics()
                    .onLost("Worker " + lost.worker() + " was lost, or could not be read from: " + running + " and "
                            + outputs + " run again where they are needed");
        }
    }

    private static List<OutputLocation> locations(String job, int stage, List<Location> locations) {
        return locations.stream()
                .map(location -> new OutputLocation(
                        location.address(),
                        new OutputId(job, stage, location.task(), location.attempt()),
                        location.regionCount(),
                        location.records(),
                        location.bytes(),
                        location.contentHash()))
                .toList();
    }

    private void send(String worker, Message message) {
        WorkerLink link = workers.get(worker);
        if (link != null) {
            link.connection().send(message);
        }
    }
}
