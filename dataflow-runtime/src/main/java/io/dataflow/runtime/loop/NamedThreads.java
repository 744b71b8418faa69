package io.dataflow.runtime.loop;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Where threads come from: daemons that are named {@code prefix-1}, {@code prefix-2} and so on, so that none outlives
 * the program or is a riddle in a thread dump. Safe for use by many threads.
 */
public final class NamedThreads implements ThreadFactory {
    private static final long IDLE_MILLIS = 10_000;

    private final String prefix;
    private final boolean daemon;
    private final AtomicInteger created = new AtomicInteger();

    /** Daemon threads. */
    public NamedThreads(String prefix) {
        this(prefix, true);
    }

    public NamedThreads(String prefix, boolean daemon) {
        if (prefix.isBlank()) {
            throw new IllegalArgumentException("A thread needs a name, but the prefix is '" + prefix + "'");
        }
        this.prefix = prefix;
        this.daemon = daemon;
    }

    /** A daemon thread of exactly this name, not started. */
    public static Thread single(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        return thread;
    }

    @Override
    public Thread newThread(Runnable work) {
        Thread thread = new Thread(work, prefix + "-" + created.incrementAndGet());
        thread.setDaemon(daemon);
        return thread;
    }

    /**
     * A pool of at most {@code threadCount} threads, which end when they are idle. Work beyond {@code queueLimit} is
     * refused with a {@code RejectedExecutionException}. The caller closes it.
     */
    public ExecutorService pool(int threadCount, int queueLimit) {
        if (threadCount < 1 || queueLimit < 1) {
            throw new IllegalArgumentException(
                    "A pool needs a thread and a place to wait, but got " + threadCount + " and " + queueLimit);
        }
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                threadCount,
                threadCount,
                IDLE_MILLIS,
                TimeUnit.MILLISECONDS,
                new LinkedBlockingQueue<>(queueLimit),
                this);
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }
}
