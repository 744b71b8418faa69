package io.dataflow.runtime.client;

import io.dataflow.api.Job;
import io.dataflow.api.JobOptions;
import io.dataflow.api.JobReport;
import io.dataflow.api.Records;
import io.dataflow.api.failure.DataflowException;
import io.dataflow.api.failure.FailureKind;
import io.dataflow.api.plan.LogicalPlan;
import io.dataflow.runtime.loop.NamedThreads;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A plan with loops: one job after the other, driven by a thread of this process, the last of which has the result. Safe for
 * use by many threads.
 */
final class LoopingJob implements Job {
    private static final Logger LOG = LoggerFactory.getLogger(LoopingJob.class);
    private static final long END_WAIT_SECONDS = 10;
    private static final int MAX_RESTARTS = 3;

    private final String id;
    private final LogicalPlan plan;
    private final JobOptions options;
    private final EngineSession session;
    private final CountDownLatch decided = new CountDownLatch(1);
    private final CountDownLatch driven = new CountDownLatch(1);
    private volatile boolean cancelled;
    private volatile @Nullable EngineJob latest;
    private volatile @Nullable EngineJob last;
    private volatile @Nullable DataflowException failure;

    /** @param options of each of the jobs */
    LoopingJob(String id, LogicalPlan plan, JobOptions options, EngineSession session) {
        this.id = id;
        this.plan = plan;
        this.options = options;
        this.session = session;
    }

    void start() {
        NamedThreads.single("dataflow-loop-" + id, this::drive).start();
    }

    private void drive() {
        try {
            for (int restart = 0; !runAll(restart == MAX_RESTARTS); restart++) {
                LOG.warn("Job {} lost the result of a loop with a worker, and begins anew", id);
            }
        } catch (DataflowException known) {
            failure = known;
        } catch (RuntimeException | Error unexpected) {
            failure = new DataflowException(FailureKind.INTERNAL, "Job " + id + " failed: " + unexpected, unexpected);
        } finally {
            session.ended(this);
            decided.countDown();
            driven.countDown();
        }
    }

    /**
     * All loops, and the job that reads what they keep. Whoever asks for records may read that job's before it ends; what is
     * written nobody sees before, so that it can be done again.
     *
     * @return false if all is to be done again: the last round of a loop is gone, and those before it were given up
     */
    private boolean runAll(boolean lastTry) {
        LoopRunner loops = new LoopRunner(session, options, this::begun);
        try {
            EngineJob result = session.run(plan, loops.runAll(plan, Map.of()), options);
            begun(result);
            if (plan.writes().isEmpty() || lastTry) {
                decide(result);
                result.awaitEndForever();
            } else {
                result.await();
                decide(result);
            }
            return true;
        } catch (DataflowException failed) {
            if (failed.kind() != FailureKind.WORKER_LOST || lastTry || last != null) {
                throw failed;
            }
            return false;
        } finally {
            loops.releaseAll();
        }
    }

    private void decide(EngineJob result) {
        last = result;
        decided.countDown();
    }

    private void begun(EngineJob job) {
        latest = job;
        if (cancelled) {
            job.cancel();
            throw new DataflowException(FailureKind.CANCELLED, "Job " + id + " was cancelled");
        }
    }

    @Override
    public String id() {
        return id;
    }

    private void awaitDecided(long timeoutNanos) {
        try {
            if (!decided.await(timeoutNanos, TimeUnit.NANOSECONDS)) {
                return;
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new DataflowException(
                    FailureKind.CANCELLED, "Interrupted while waiting for job " + id + ", which goes on", interrupted);
        }
        DataflowException known = failure;
        if (known != null) {
            throw new DataflowException(known.kind(), String.valueOf(known.getMessage()), known.getCause());
        }
    }

    @Override
    public void await() {
        awaitDecided(Long.MAX_VALUE);
        EngineJob result = last;
        if (result != null) {
            result.await();
        }
    }

    @Override
    public boolean await(Duration timeout) {
        long startNanos = System.nanoTime();
        awaitDecided(timeout.toNanos());
        EngineJob result = last;
        return result != null && result.await(timeout.minusNanos(System.nanoTime() - startNanos));
    }

    /** Waits a while for the end, however it is. */
    void awaitEndQuietly() {
        try {
            if (!driven.await(END_WAIT_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("Job {} does not end", id);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void cancel() {
        cancelled = true;
        EngineJob running = latest;
        if (running != null) {
            running.cancel();
        }
    }

    /** Of the round that runs, or ran last. */
    @Override
    public JobReport report() {
        EngineJob running = latest;
        return running == null ? new JobReport(id, false, Duration.ZERO, List.of(), List.of()) : running.report();
    }

    @Override
    public Records<?> records() {
        awaitDecided(Long.MAX_VALUE);
        EngineJob result = last;
        if (result == null) {
            throw new IllegalStateException("Job " + id + " has no result");
        }
        return result.records();
    }
}
