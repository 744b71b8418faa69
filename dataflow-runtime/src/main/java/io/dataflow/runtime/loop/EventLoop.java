package io.dataflow.runtime.loop;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One thread that does what it is given in order, and has timers. State that is touched on the loop only needs no lock.
 * The first thing to do starts the thread; {@link #close()} ends it.
 *
 * <p>What a piece of work throws goes to the {@code onFailure} of the constructor, on the loop, and the loop goes on.
 * Safe for use by many threads.
 */
public final class EventLoop implements Executor, AutoCloseable {
    /**
     * The most work that may wait. Work is a few dozen bytes to a few kilobytes, so a loop that is this far behind has
     * lost; to refuse is better than to take the heap along.
     */
    static final int MAX_WAITING = 1 << 20;

    /** Deadlines further away than this are taken to be never; keeps sums of nanoseconds from overflowing. */
    private static final long MAX_DELAY_NANOS = Long.MAX_VALUE / 4;

    /** Pieces of work that another does at most in the place of the thread before it goes on with its own. */
    static final int MAX_IN_ITS_PLACE = 64;

    private final Clock clock;
    private final Consumer<Throwable> onFailure;
    private final Thread thread;
    private final Object lock = new Object();

    @GuardedBy("lock")
    private final PriorityQueue<ScheduledWork> timers = new PriorityQueue<>();

    @GuardedBy("lock")
    private ArrayDeque<Runnable> waiting = new ArrayDeque<>();

    @GuardedBy("lock")
    private long nextSequence;

    @GuardedBy("lock")
    private boolean started;

    /** Who does the work: the thread, or another in its place; null while there is none. Changed under the lock. */
    private volatile @Nullable Thread working;

    /** Something else than work waits for the thread. */
    @GuardedBy("lock")
    private boolean threadIsNeeded;

    @GuardedBy("lock")
    private boolean closed;

    /** {@code name} is the thread's. */
    public EventLoop(String name, Clock clock, Consumer<Throwable> onFailure) {
        this.clock = Objects.requireNonNull(clock, "clock");
        this.onFailure = Objects.requireNonNull(onFailure, "onFailure");
        this.thread = NamedThreads.single(name, this::run);
    }

    /** Does it after everything given before. Refused when the loop is closed, or too far behind. */
    @Override
    public void execute(Runnable work) {
        if (!tryExecute(work)) {
            throw new RejectedExecutionException(
                    "Event loop " + thread.getName() + " is closed or has " + MAX_WAITING + " pieces of work waiting");
        }
    }

    /** As {@link #execute}, but false when the work is refused. */
    public boolean tryExecute(Runnable work) {
        Objects.requireNonNull(work, "work");
        synchronized (lock) {
            if (closed || waiting.size() >= MAX_WAITING) {
                return false;
            }
            waiting.add(work);
            if (working == null) {
                wake();
            }
            return true;
        }
    }

    /**
     * As {@link #tryExecute}; but when nothing is being done, the caller does it in the place of the loop's thread, with what
     * comes meanwhile, up to a bound. That spares the waking of a thread, which takes longer than most work does. For callers
     * that hold no lock and can be kept for a while.
     */
    public boolean tryExecuteInItsPlace(Runnable work) {
        Objects.requireNonNull(work, "work");
        synchronized (lock) {
            if (closed || !started || working != null || threadIsNeeded || !waiting.isEmpty()) {
                return tryExecute(work);
            }
            working = Thread.currentThread();
        }
        Runnable next = work;
        for (int left = MAX_IN_ITS_PLACE - 1; next != null; left--) {
            runOne(next);
            next = nextInItsPlace(left);
        }
        return true;
    }

    /** Null when there is no more, or none left of what it may do. */
    private @Nullable Runnable nextInItsPlace(int left) {
        synchronized (lock) {
            Runnable next = left == 0 ? null : waiting.poll();
            if (next == null) {
                working = null;
                if (threadIsNeeded || !waiting.isEmpty()) {
                    lock.notifyAll();
                }
            }
            return next;
        }
    }

    /** Whether the caller is doing work of the loop. */
    public boolean inLoop() {
        return Thread.currentThread() == working;
    }

    /** Does {@code work} once, not before {@code delayMillis} have passed. On a closed loop it is never done. */
    public Timer schedule(long delayMillis, Runnable work) {
        return add(delayMillis, 0, work);
    }

    /** Does {@code work} again and again, with {@code periodMillis} between the end of one run and the next. */
    public Timer scheduleEvery(long periodMillis, Runnable work) {
        if (periodMillis < 1) {
            throw new IllegalArgumentException("periodMillis must be positive, not " + periodMillis);
        }
        return add(periodMillis, delayNanos(periodMillis), work);
    }

    /**
     * Refuses new work, drops the timers, does what is waiting, and returns when the thread has ended; called on the
     * loop itself, it returns at once.
     */
    @Override
    public void close() {
        boolean neverStarted;
        synchronized (lock) {
            closed = true;
            timers.clear();
            neverStarted = !started;
            lock.notifyAll();
        }
        if (neverStarted || inLoop()) {
            return;
        }
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Timer add(long delayMillis, long periodNanos, Runnable work) {
        Objects.requireNonNull(work, "work");
        if (delayMillis < 0) {
            throw new IllegalArgumentException("delayMillis must not be negative: " + delayMillis);
        }
        synchronized (lock) {
            ScheduledWork scheduled =
                    new ScheduledWork(work, clock.nanos() + delayNanos(delayMillis), periodNanos, nextSequence++);
            if (!closed) {
                timers.add(scheduled);
                threadIsNeeded = true;
                if (working == null) {
                    wake();
                }
            }
            return scheduled;
        }
    }

    private static long delayNanos(long millis) {
        return Math.min(TimeUnit.MILLISECONDS.toNanos(millis), MAX_DELAY_NANOS);
    }

    @GuardedBy("lock")
    private void wake() {
        if (!started) {
            started = true;
            thread.start();
        } else {
            lock.notifyAll();
        }
    }

    private void run() {
        ArrayDeque<Runnable> batch = new ArrayDeque<>();
        while (true) {
            ArrayDeque<Runnable> next = awaitBatch(batch);
            if (next == null) {
                return;
            }
            for (Runnable work = next.poll(); work != null; work = next.poll()) {
                runOne(work);
            }
            batch = next;
        }
    }

    /** Everything there is to do, due timers first; null when the loop is closed. {@code empty} becomes the new queue. */
    private @Nullable ArrayDeque<Runnable> awaitBatch(ArrayDeque<Runnable> empty) {
        assert empty.isEmpty();
        synchronized (lock) {
            if (working == thread) {
                working = null;
            }
            while (true) {
                threadIsNeeded = working != null;
                if (!threadIsNeeded) {
                    addDueTimers(empty);
                    if (!empty.isEmpty() || !waiting.isEmpty()) {
                        working = thread;
                        return takeWaiting(empty);
                    }
                    if (closed) {
                        return null;
                    }
                }
                awaitWork();
            }
        }
    }

    @GuardedBy("lock")
    private ArrayDeque<Runnable> takeWaiting(ArrayDeque<Runnable> due) {
        if (due.isEmpty()) {
            ArrayDeque<Runnable> taken = waiting;
            waiting = due;
            return taken;
        }
        due.addAll(waiting);
        waiting.clear();
        return due;
    }

    @GuardedBy("lock")
    private void addDueTimers(ArrayDeque<Runnable> due) {
        if (timers.isEmpty()) {
            return;
        }
        long now = clock.nanos();
        for (ScheduledWork first = timers.peek();
                first != null && first.deadlineNanos - now <= 0;
                first = timers.peek()) {
            timers.remove();
            due.add(first);
        }
    }

    /** Returns when there may be something to do. */
    @GuardedBy("lock")
    @SuppressWarnings("WaitNotInLoop") // the caller loops
    private void awaitWork() {
        try {
            ScheduledWork first = timers.peek();
            if (first == null || threadIsNeeded) {
                lock.wait();
            } else {
                TimeUnit.NANOSECONDS.timedWait(lock, Math.max(1, first.deadlineNanos - clock.nanos()));
            }
        } catch (InterruptedException e) {
            // A stray interrupt, meant for the work that ran before; the loop ends by close() alone.
        }
    }

    private void runOne(Runnable work) {
        try {
            work.run();
        } catch (Throwable failure) {
            report(failure);
        }
    }

    private void report(Throwable failure) {
        try {
            onFailure.accept(failure);
        } catch (Throwable second) {
            second.addSuppressed(failure);
            thread.getUncaughtExceptionHandler().uncaughtException(thread, second);
        }
    }

    /** Work with a deadline. Ordered by it, and then by age. */
    private final class ScheduledWork implements Runnable, Timer, Comparable<ScheduledWork> {
        private final Runnable work;
        private final long periodNanos;
        private final long sequence;
        private long deadlineNanos;
        private volatile boolean cancelled;

        ScheduledWork(Runnable work, long deadlineNanos, long periodNanos, long sequence) {
            this.work = work;
            this.deadlineNanos = deadlineNanos;
            this.periodNanos = periodNanos;
            this.sequence = sequence;
        }

        @Override
        public void run() {
            if (cancelled) {
                return;
            }
            runOne(work);
            if (periodNanos > 0) {
                scheduleAgain();
            }
        }

        private void scheduleAgain() {
            synchronized (lock) {
                if (!closed && !cancelled) {
                    deadlineNanos = clock.nanos() + periodNanos;
                    timers.add(this);
                }
            }
        }

        @Override
        public void cancel() {
            synchronized (lock) {
                cancelled = true;
                timers.remove(this);
            }
        }

        @Override
        public int compareTo(ScheduledWork other) {
            int byDeadline = Long.signum(deadlineNanos - other.deadlineNanos);
            return byDeadline != 0 ? byDeadline : Long.compare(sequence, other.sequence);
        }
    }
}
