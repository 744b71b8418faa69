package io.dataflow.benchmarks.job.plain;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** As many threads as are allowed; with one, the caller's own does everything. */
final class Workers implements AutoCloseable {
    private final int count;
    private final ExecutorService threads;

    Workers(int count) {
        this.count = count;
        this.threads = Executors.newFixedThreadPool(count, work -> {
            Thread thread = new Thread(work, "worker");
            thread.setDaemon(true);
            return thread;
        });
    }

    int count() {
        return count;
    }

    /** Something for each worker by its index. */
    interface Part<R> {
        R run(int worker) throws Exception;
    }

    /** Results by index, when all are done. */
    <R> List<R> each(Part<R> part) throws Exception {
        if (count == 1) {
            return List.of(part.run(0));
        }
        List<Callable<R>> parts = new ArrayList<>();
        for (int worker = 0; worker < count; worker++) {
            int index = worker;
            parts.add(() -> part.run(index));
        }
        List<R> results = new ArrayList<>();
        for (Future<R> result : threads.invokeAll(parts)) {
            results.add(get(result));
        }
        return results;
    }

    private static <R> R get(Future<R> result) throws Exception {
        try {
            return result.get();
        } catch (ExecutionException failure) {
            throw failure.getCause() instanceof Exception cause ? cause : failure;
        }
    }

    /** For what is about threads themselves. */
    ExecutorService threads() {
        return threads;
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
