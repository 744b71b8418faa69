package io.dataflow.runtime.client;

import io.dataflow.api.Job;
import io.dataflow.api.JobListener;
import io.dataflow.api.JobReport;
import io.dataflow.api.Records;
import io.dataflow.api.failure.DataflowException;
import io.dataflow.api.failure.FailureKind;
import io.dataflow.runtime.plan.PhysicalPlan;
import io.dataflow.runtime.protocol.FailureReport;
import io.dataflow.runtime.protocol.JobProgress;
import io.dataflow.runtime.protocol.Message;
import io.dataflow.shuffle.BlockFetcher;
import io.dataflow.shuffle.OutputId;
import io.dataflow.shuffle.OutputLocation;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A submitted job, as its submitter sees it. Safe for use by many threads. */
final class EngineJob implements Job {
    private static final long END_WAIT_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final String id;
    /** Null for a job that was not submitted here. */
    private final @Nullable PhysicalPlan plan;

    private final List<Long> splitBytes;

    private final Consumer<Message> coordinator;
    private final BlockFetcher fetcher;
    private final List<JobListener> listeners;
    private final Supplier<@Nullable DataflowException> blame;
    private final Consumer<EngineJob> onEnd;
    private final long startNanos = System.nanoTime();

    /** Guarded by this, as are the others. */
    private @Nullable List<OutputLocation> results;

    /** How long it took to make a result that other jobs read, however long they do; null until it is there. */
    private @Nullable Duration keptAfter;

    /** As long as it is not known whether it has arrived. */
    private Message.@Nullable SubmitJob submission;

    private boolean acknowledged;
    private boolean cancelled;
    private boolean released;
    private boolean ending;
    private boolean ended;
    private @Nullable DataflowException failure;
    private JobReport report;

    /**
     * @param plan null for a job that was not submitted here
     * @param coordinator takes messages, and drops them while it is not there
     * @param blame finds the failure of another job that this one fails with, if there is one
     */
    EngineJob(
            String id,
            @Nullable PhysicalPlan plan,
            Consumer<Message> coordinator,
            BlockFetcher fetcher,
            List<JobListener> listeners,
            Supplier<@Nullable DataflowException> blame,
            Consumer<EngineJob> onEnd) {
        this.id = id;
        this.plan = plan;
        this.splitBytes = plan == null ? List.of() : plan.splitBytes();
        this.coordinator = coordinator;
        this.fetcher = fetcher;
        this.listeners = listeners;
        this.blame = blame;
        this.onEnd = onEnd;
        this.report = new JobReport(id, false, Duration.ZERO, List.of(), List.of());
    }

    @Override
    public String id() {
        return id;
    }

    void submit(Message.SubmitJob submit) {
        synchronized (this) {
            submission = submit;
        }
        coordinator.accept(submit);
    }

    /** There is a connection, maybe another than before: says again what may not have arrived, and asks how the job is. */
    void reconnected() {
        Message first;
        boolean cancel;
        boolean release;
        synchronized (this) {
            if (ending || (plan != null && submission == null && !acknowledged)) {
                return;
            }
            first = submission != null ? submission : new Message.FollowJob(id, plan != null);
            cancel = cancelled;
            release = released;
        }
        coordinator.accept(first);
        if (cancel) {
            sendCancel();
        }
        if (release) {
            coordinator.accept(new Message.ReleaseJob(id));
        }
    }

    private synchronized void acknowledged() {
        submission = null;
        acknowledged = true;
    }

    // ---- what the coordinator says

    void onProgress(JobProgress progress) {
        acknowledged();
        JobReport latest = Reports.of(id, false, elapsed(), progress, splitBytes);
        synchronized (this) {
            if (ending) {
                return;
            }
            report = latest;
        }
        listeners.forEach(listener -> listener.onProgress(latest));
    }

    void onResults(List<OutputLocation> outputs) {
        acknowledged();
        boolean nobodyReads;
        synchronized (this) {
            results = outputs;
            if (plan != null && plan.graph().keepsResult() && keptAfter == null) {
                keptAfter = Duration.ofNanos(System.nanoTime() - startNanos);
            }
            nobodyReads = plan != null && !plan.collected();
            notifyAll();
        }
        if (nobodyReads) {
            release();
        }
    }

    void onEnd(@Nullable FailureReport failed, JobProgress progress) {
        DataflowException own = failed == null ? null : Reports.exception(failed);
        DataflowException elsewhere = own == null ? null : blame.get();
        end(elsewhere == null ? own : elsewhere, progress);
    }

    void disconnected(String how) {
        end(
                new DataflowException(FailureKind.CONNECTION, "Job " + id + " cannot be followed any more: " + how),
                new JobProgress(List.of(), List.of(), Map.of()));
    }

    private void end(@Nullable DataflowException failed, JobProgress progress) {
        JobReport last = Reports.of(id, true, elapsed(), progress, splitBytes);
        synchronized (this) {
            if (ending) {
                return;
            }
            ending = true;
            report = last;
        }
        try {
            listeners.forEach(listener -> listener.onEnd(last));
        } finally {
            // The session does not wait for jobs that it does not know any more.
            onEnd.accept(this);
            markEnded(failed);
        }
    }

    /** Whoever waits for the end goes on; the listeners have heard of it by then. */
    private synchronized void markEnded(@Nullable DataflowException failed) {
        ended = true;
        failure = failed;
        notifyAll();
    }

    private synchronized Duration elapsed() {
        return keptAfter != null ? keptAfter : Duration.ofNanos(System.nanoTime() - startNanos);
    }

    // ---- what the program asks

    @Override
    public void await() {
        awaitEnd(Long.MAX_VALUE);
    }

    @Override
    public boolean await(Duration timeout) {
        return awaitEnd(timeout.toNanos());
    }

    private synchronized boolean awaitEnd(long timeoutNanos) {
        long startedNanos = System.nanoTime();
        while (!ended) {
            long remainingNanos = timeoutNanos - (System.nanoTime() - startedNanos);
            if (remainingNanos <= 0) {
                return false;
            }
            waitFor(remainingNanos);
        }
        throwFailure();
        return true;
    }

    private synchronized void waitFor(long nanos) {
        try {
            TimeUnit.NANOSECONDS.timedWait(this, Math.min(nanos, TimeUnit.HOURS.toNanos(1)));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new DataflowException(
                    FailureKind.CANCELLED, "Interrupted while waiting for job " + id + ", which goes on", interrupted);
        }
    }

    private synchronized void throwFailure() {
        if (failure != null) {
            throw new DataflowException(failure.kind(), String.valueOf(failure.getMessage()), failure.getCause());
        }
    }

    /** Waits a while for the end, however it is. */
    synchronized void awaitEndQuietly() {
        long startedNanos = System.nanoTime();
        while (!ended && System.nanoTime() - startedNanos < END_WAIT_NANOS) {
            waitFor(END_WAIT_NANOS);
        }
    }

    /** Waits for the end, however it is. */
    synchronized void awaitEndForever() {
        while (!ended) {
            waitFor(Long.MAX_VALUE);
        }
    }

    /** Bytes of the outputs of the last stage, as they are stored; nothing as long as they are not all there. */
    synchronized OptionalLong storedBytesOfResult() {
        List<OutputLocation> outputs = results;
        return outputs == null
                ? OptionalLong.empty()
                : OptionalLong.of(
                        outputs.stream().mapToLong(OutputLocation::byteCount).sum());
    }

    /** Bytes of the records of the last stage, as far as they were written. */
    synchronized long writtenBytesOfResult() {
        List<JobReport.Stage> stages = report.stages();
        return stages.isEmpty() ? 0 : stages.get(stages.size() - 1).writtenBytes();
    }

    @Override
    public void cancel() {
        synchronized (this) {
            cancelled = true;
        }
        sendCancel();
    }

    private void sendCancel() {
        coordinator.accept(new Message.CancelJob(id, "cancelled by the program"));
    }

    /** As its session ends; a job of another session goes on. */
    void cancelIfOwn() {
        if (plan != null) {
            cancel();
        }
    }

    void awaitEndIfOwn() {
        if (plan != null) {
            awaitEndQuietly();
        }
    }

    @Override
    public synchronized JobReport report() {
        return report;
    }

    @Override
    public Records<?> records() {
        if (plan == null) {
            throw new IllegalStateException(
                    "Job " + id + " was submitted by another session; its records can be read there only");
        }
        if (!plan.collected()) {
            throw new IllegalStateException("Job " + id + " writes its records; there are none to read");
        }
        return new ResultRecords(this, plan.resultType(), fetcher, awaitResults());
    }

    private synchronized List<OutputLocation> awaitResults() {
        List<OutputLocation> ready = results;
        while (ready == null) {
            throwFailure();
            if (ended) {
                throw new IllegalStateException("The results of job " + id + " were read already");
            }
            waitFor(Long.MAX_VALUE);
            ready = results;
        }
        return ready;
    }

    /** Waits until the results, which nobody need read, are there; fails as the job does. */
    void awaitKept() {
        awaitResults();
    }

    /** What it failed with; null as long as it has not. */
    synchronized @Nullable DataflowException failure() {
        return failure;
    }

    /**
     * Has a result that cannot be read computed again, and waits for where it is then. It may have been since its reader looked: then
     * the coordinator knows nothing of {@code lost} any more, and would not answer.
     */
    synchronized List<OutputLocation> recompute(OutputId lost) {
        List<OutputLocation> latest = results;
        if (latest != null && latest.stream().noneMatch(output -> output.id().equals(lost))) {
            return latest;
        }
        results = null;
        coordinator.accept(new Message.ResultLost(lost));
        return awaitResults();
    }

    /** No results are wanted any more; waits until the job has ended, with its last report. */
    void releaseAndAwait() {
        release();
        awaitEndQuietly();
    }

    /** Gives the results up. */
    void release() {
        synchronized (this) {
            if (released) {
                return;
            }
            released = true;
        }
        coordinator.accept(new Message.ReleaseJob(id));
    }
}
