package io.dataflow.runtime.scheduler;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the coordinator must do on the scheduler's behalf, in the order given. */
public sealed interface Effect {
    /**
     * A worker starts an attempt.
     *
     * @param fused the stages whose work the attempt does, in the order of the records; the last is its own
     */
    record Launch(String worker, AttemptId attempt, InputRange input, List<Integer> fused) implements Effect {
        public Launch {
            fused = List.copyOf(fused);
        }

        /** An attempt that does the work of its own stage alone. */
        Launch(String worker, AttemptId attempt, InputRange input) {
            this(worker, attempt, input, List.of(attempt.stage()));
        }
    }

    /**
     * Tells a worker where a complete stage's outputs are, in the order of their tasks. Replaces what it was told of
     * the stage before; comes ahead of the first launch that reads this version. The outputs are those of a stage of {@code
     * owner}, which is another job where that keeps its result for this one.
     */
    record PublishLocations(String worker, String job, int stage, int version, Owner owner, List<Location> locations)
            implements Effect {}

    /** Under whose name outputs are stored. */
    record Owner(String job, int stage) {}

    /** The worker stops the attempt and reports its end as for any other; its slot is taken until then. */
    record Cancel(String worker, AttemptId attempt) implements Effect {}

    /** Nobody needs what the worker holds of the stage. The stage may run again later, with higher attempt numbers. */
    record WithdrawStage(String worker, String job, int stage) implements Effect {}

    /** The worker drops the output of this one attempt, if it has it. */
    record WithdrawAttempt(String worker, AttemptId attempt) implements Effect {}

    /** The worker drops all it has of the job. Sent to each live worker that ran any of it. */
    record EndJob(String worker, String job, boolean succeeded) implements Effect {}

    /** The result stage is complete. Comes again, with other locations, after a lost result was computed anew. */
    record ResultsReady(String job, List<Location> locations) implements Effect {}

    /** The job is over; {@code where} is null if no single attempt is to blame. */
    record JobFailed(String job, Failure failure, @Nullable AttemptId where) implements Effect {}

    record JobCancelled(String job) implements Effect {}

    /** Tasks of the stage may run: for the first time, or again because outputs were lost. Alternates with finished. */
    record StageStarted(String job, int stage, int taskCount) implements Effect {}

    /** The stage has no tasks: those of {@code consumer} do its work, and read its inputs. */
    record Bypassed(String job, int stage, int consumer) implements Effect {}

    /** The stage runs, which it need not have: {@code reader} reads it, a filter of keys, and drops records by it. */
    record Filtered(String job, int stage, int reader) implements Effect {}

    /** What the plan left open was decided for the stage, said for people. */
    record Decided(String job, int stage, String decision) implements Effect {}

    /** All outputs of the stage are available. */
    record StageFinished(String job, int stage, int taskCount) implements Effect {}

    /**
     * What went with a worker, or with a single output that could not be read; all of it runs again if it is needed.
     */
    record Lost(String job, String worker, List<AttemptId> outputsLost, List<AttemptId> attemptsLost)
            implements Effect {}

    /**
     * A job gives no attempts to the worker for a while, as several of its tasks failed there.
     *
     * @param everyJob whether no other job does either
     */
    record Excluded(String job, String worker, long millis, boolean everyJob) implements Effect {}

    /** A task that runs much longer than others of its stage is started a second time; the first to finish counts. */
    record StartedAgain(AttemptId slow, AttemptId second) implements Effect {}

    /** The worker, which is draining, may leave: nothing of it is needed any more, or it has waited long enough. */
    record Drained(String worker) implements Effect {}

    /** A tick is wanted at this time at the latest. */
    record WakeAt(long millis) implements Effect {}

    /** The worker is not known, because its lease ran out: it drops everything and registers anew. */
    record Rejoin(String worker) implements Effect {}
}
