package io.dataflow.cli;

import io.dataflow.api.failure.DataflowException;
import io.dataflow.api.failure.FailureKind;
import io.dataflow.runtime.loop.NamedThreads;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * What has to be stopped and removed when a command ends, the latest first: at its end, or when the process is told to
 * stop by Ctrl-C or SIGTERM, whichever comes first. Safe for use by many threads.
 */
final class Cleanup implements AutoCloseable {
    private final Deque<AutoCloseable> resources = new ArrayDeque<>();
    private final Object closing = new Object();
    private final Runnable beforeStop;
    private final Thread hook;
    private boolean closed;
    private volatile boolean stopping;

    private Cleanup(Runnable beforeStop) {
        this.beforeStop = beforeStop;
        this.hook = NamedThreads.single("dataflow-stop", this::stop);
    }

    /** From now on a process that is told to stop runs {@code beforeStop} and cleans up first. The caller closes it. */
    static Cleanup whenProcessStops(Runnable beforeStop) {
        Cleanup cleanup = new Cleanup(beforeStop);
        Runtime.getRuntime().addShutdownHook(cleanup.hook);
        return cleanup;
    }

    /** Takes ownership of {@code resource}; when it is too late closes it at once and throws. */
    <C extends AutoCloseable> C add(C resource) throws Exception {
        synchronized (resources) {
            if (!closed) {
                resources.push(resource);
                return resource;
            }
        }
        resource.close();
        throw new DataflowException(FailureKind.CANCELLED, "The process is being stopped");
    }

    /** Whether the process is being stopped from outside, so that failures now are but a consequence. */
    boolean stopping() {
        return stopping;
    }

    /** When it is cleaning up already, the process only has to wait for the end of that. */
    private void stop() {
        stopping = true;
        if (!isClosed()) {
            beforeStop.run();
        }
        stopNow();
    }

    private boolean isClosed() {
        synchronized (resources) {
            return closed;
        }
    }

    /** Cleans up because of something from outside. What fails then is not worth a word. */
    void stopNow() {
        stopping = true;
        closeAll();
    }

    /** Cleans up, or waits until that is done. */
    @Override
    public void close() {
        Exception failure = closeAll();
        // Not before: without its hook a process that is told to stop would not wait for this thread.
        forgetHook();
        if (failure != null && !stopping) {
            throw failure instanceof DataflowException known
                    ? known
                    : new DataflowException(FailureKind.RESOURCES, "Cleaning up failed: " + failure, failure);
        }
    }

    private void forgetHook() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException processStops) {
            stopping = true;
        }
    }

    /** The first failure, with the others suppressed. */
    private @Nullable Exception closeAll() {
        synchronized (closing) {
            Exception first = null;
            for (AutoCloseable resource = next(); resource != null; resource = next()) {
                try {
                    resource.close();
                } catch (Exception failure) {
                    if (first == null) {
                        first = failure;
                    } else {
                        first.addSuppressed(failure);
                    }
                }
            }
            return first;
        }
    }

    private @Nullable AutoCloseable next() {
        synchronized (resources) {
            closed = true;
            return resources.poll();
        }
    }
}
