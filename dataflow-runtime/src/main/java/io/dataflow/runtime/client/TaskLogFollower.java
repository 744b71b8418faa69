package io.dataflow.runtime.client;

import io.dataflow.api.JobListener;
import io.dataflow.api.JobReport;
import io.dataflow.api.failure.DataflowException;
import io.dataflow.runtime.loop.NamedThreads;
import io.dataflow.runtime.operations.LogLine;
import io.dataflow.runtime.operations.LogPage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * Logs here, by the logger {@link #LOGGER}, what the tasks of a session's jobs log on the cluster. Asks the coordinator for it,
 * over a connection and by a thread of its own, so that neither jobs nor the session wait for whoever reads slowly: what the
 * coordinator has dropped by then is counted. Safe for use by many threads.
 */
public final class TaskLogFollower implements JobListener, AutoCloseable {
    /** The logger's name. Its lines have the names of their attempts in the MDC, and {@link #MDC_MILLIS}. */
    public static final String LOGGER = "io.dataflow.tasks";

    /** When a task has logged the line, by its worker's clock: milliseconds since 1970. */
    public static final String MDC_MILLIS = "dataflow.millis";

    private static final Logger TASKS = LoggerFactory.getLogger(LOGGER);
    private static final Logger LOG = LoggerFactory.getLogger(TaskLogFollower.class);

    /** As often as workers tell. */
    private static final long POLL_MILLIS = 500;

    /** For the last words when the session is closed. */
    private static final long LAST_WORDS_MILLIS = 2_000;

    /** Jobs whose lines were not asked for yet; a loop of tiny ones may have so many within a poll. */
    private static final int MAX_JOBS = 1_000;

    private final Supplier<Inquiries> connect;
    private final Thread thread;

    /** By job: guarded by this. */
    private final Map<String, Followed> jobs = new LinkedHashMap<>();

    private long passedByCount;
    private final CountDownLatch closing = new CountDownLatch(1);

    /** Of the thread that asks. */
    private @Nullable Inquiries inquiries;

    /** Where to ask on; of the thread that asks. */
    private static final class Followed {
        private long next;
    }

    private TaskLogFollower(Supplier<Inquiries> connect) {
        this.connect = connect;
        this.thread = NamedThreads.single("dataflow-task-logs", this::follow);
    }

    /**
     * The caller closes it, before the transport.
     *
     * @param connect makes a connection to the coordinator, again when one breaks
     */
    public static TaskLogFollower start(Supplier<Inquiries> connect) {
        TaskLogFollower follower = new TaskLogFollower(connect);
        follower.thread.start();
        return follower;
    }

    @Override
    public void onProgress(JobReport report) {
        add(report.job());
    }

    @Override
    public void onEnd(JobReport report) {
        add(report.job());
    }

    private synchronized void add(String job) {
        if (!jobs.containsKey(job) && closing.getCount() > 0) {
            jobs.put(job, new Followed());
            if (jobs.size() > MAX_JOBS) {
                jobs.remove(jobs.keySet().iterator().next());
                passedByCount++;
            }
        }
    }

    private void follow() {
        try {
            while (!closing.await(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
                askAll(Long.MAX_VALUE);
            }
            askAll(System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(LAST_WORDS_MILLIS));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        tellPassedBy();
        disconnect();
    }

    private synchronized void tellPassedBy() {
        if (passedByCount > 0) {
            LOG.warn("The logs of {} jobs were passed by, as they ended too quickly", passedByCount);
        }
    }

    private synchronized List<Map.Entry<String, Followed>> known() {
        return new ArrayList<>(jobs.entrySet());
    }

    private synchronized void forget(String job) {
        jobs.remove(job);
    }

    private void askAll(long deadlineNanos) {
        try {
            for (Map.Entry<String, Followed> job : known()) {
                if (System.nanoTime() - deadlineNanos > 0) {
                    return;
                }
                if (tellNew(job.getKey(), job.getValue())) {
                    forget(job.getKey());
                }
            }
        } catch (DataflowException failure) {
            LOG.debug("What tasks log cannot be asked for now", failure);
            disconnect();
        }
    }

    /** Whether that was the last of the job. */
    private boolean tellNew(String job, Followed followed) {
        LogPage page = connected().logs(job, followed.next);
        while (!page.lines().isEmpty() && !page.ended()) {
            page.lines().forEach(TaskLogFollower::tell);
            followed.next = page.next();
            page = connected().logs(job, followed.next);
        }
        page.lines().forEach(TaskLogFollower::tell);
        followed.next = page.next();
        if (page.ended() && page.droppedCount() > 0) {
            TASKS.warn("of job {} {} lines were dropped, the oldest first", job, page.droppedCount());
        }
        return page.ended();
    }

    private static void tell(LogLine line) {
        MDC.put(LogLine.MDC_JOB, line.job());
        MDC.put(LogLine.MDC_STAGE, Integer.toString(line.stage()));
        MDC.put(LogLine.MDC_TASK, Integer.toString(line.task()));
        MDC.put(LogLine.MDC_ATTEMPT, Integer.toString(line.attempt()));
        MDC.put(MDC_MILLIS, Long.toString(line.millis()));
        try {
            String logger = line.logger().substring(line.logger().lastIndexOf('.') + 1);
            TASKS.atLevel(line.level()).log("{}: {}", logger, line.text());
        } finally {
            MDC.clear();
        }
    }

    private Inquiries connected() {
        Inquiries known = inquiries;
        if (known == null) {
            known = connect.get();
            inquiries = known;
        }
        return known;
    }

    private void disconnect() {
        if (inquiries != null) {
            inquiries.close();
            inquiries = null;
        }
    }

    /** Returns when the last words are told, or after two seconds. */
    @Override
    public void close() {
        closing.countDown();
        try {
            thread.join(2 * LAST_WORDS_MILLIS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
