package io.dataflow.runtime.worker;

import io.dataflow.api.failure.DataflowException;
import io.dataflow.api.failure.FailureKind;
import io.dataflow.runtime.closure.ArtifactStore;
import io.dataflow.runtime.closure.ArtifactWriter;
import io.dataflow.runtime.closure.JobClassLoader;
import io.dataflow.runtime.protocol.ArtifactId;
import io.dataflow.runtime.protocol.Message;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Classes that travelled from the client by way of the coordinator. Each artifact is asked for once, kept by its hash, and
 * shared by all jobs that name it. Safe for use by many threads.
 */
public final class ShippedCode implements JobCode {
    /** A gigabyte over a slow line; a coordinator that is gone is noticed long before. */
    private static final long MAX_WAIT_NANOS = TimeUnit.MINUTES.toNanos(5);

    private final ArtifactStore store;
    private final ClassLoader parent;
    private final Consumer<Message> coordinator;

    private final Map<String, Transfer> transfers = new HashMap<>();
    private final Map<String, JobClassLoader> loaders = new HashMap<>();
    private final Map<String, List<String>> pinned = new HashMap<>();
    private boolean coordinatorGone;
    private boolean closed;

    /** @param coordinator takes the requests for artifacts */
    public ShippedCode(ArtifactStore store, ClassLoader parent, Consumer<Message> coordinator) {
        this.store = store;
        this.parent = parent;
        this.coordinator = coordinator;
    }

    private static final class Transfer {
        private final ArtifactId id;
        private final ArtifactWriter writer;
        private @Nullable String failure;

        Transfer(ArtifactId id, ArtifactWriter writer) {
            this.id = id;
            this.writer = writer;
        }
    }

    @Override
    public synchronized ClassLoader open(String job, List<ArtifactId> artifacts) throws InterruptedException {
        JobClassLoader loader = loaders.get(job);
        if (loader != null) {
            return loader;
        }
        List<String> held = new ArrayList<>();
        try {
            for (ArtifactId artifact : artifacts) {
                await(artifact);
                while (!store.pin(artifact.hash())) {
                    await(artifact);
                }
                held.add(artifact.hash());
            }
        } catch (InterruptedException | RuntimeException failure) {
            held.forEach(store::unpin);
            throw failure;
        }
        JobClassLoader openedMeanwhile = loaders.get(job);
        if (openedMeanwhile != null) {
            held.forEach(store::unpin);
            return openedMeanwhile;
        }
        return newLoader(job, held);
    }

    private JobClassLoader newLoader(String job, List<String> hashes) {
        pinned.put(job, hashes);
        List<Path> jars = hashes.stream().map(store::path).toList();
        JobClassLoader loader = new JobClassLoader(job, jars, parent);
        loaders.put(job, loader);
        return loader;
    }

    private void await(ArtifactId artifact) throws InterruptedException {
        long deadlineNanos = System.nanoTime() + MAX_WAIT_NANOS;
        while (!store.has(artifact.hash())) {
            Transfer transfer = transfers.get(artifact.hash());
            if (transfer == null) {
                transfers.put(artifact.hash(), new Transfer(artifact, store.begin(artifact)));
                coordinator.accept(new Message.ArtifactRequest(artifact.hash()));
            } else if (transfer.failure != null) {
                transfers.remove(artifact.hash());
                throw failed(artifact, transfer.failure);
            }
            long remainingNanos = deadlineNanos - System.nanoTime();
            if (closed || coordinatorGone || remainingNanos <= 0) {
                throw failed(artifact, closed ? "the worker is closing" : "it did not come in time");
            }
            TimeUnit.NANOSECONDS.timedWait(this, Math.min(remainingNanos, TimeUnit.SECONDS.toNanos(1)));
        }
    }

    private static DataflowException failed(ArtifactId artifact, String why) {
        return new DataflowException(
                FailureKind.RESOURCES, "The code of " + artifact.name() + " did not get to the worker: " + why);
    }

    /** Takes an answer to a request. */
    public synchronized void onMessage(Message message) {
        if (message instanceof Message.ArtifactChunk chunk) {
            onChunk(chunk);
        } else if (message instanceof Message.ArtifactMissing missing) {
            Transfer transfer = transfers.get(missing.hash());
            if (transfer != null) {
                fail(transfer, "the coordinator does not have it");
            }
        }
        notifyAll();
    }

    private void onChunk(Message.ArtifactChunk chunk) {
        Transfer transfer = transfers.get(chunk.hash());
        if (transfer == null || transfer.failure != null) {
            return;
        }
        try {
            transfer.writer.write(ByteBuffer.wrap(chunk.bytes()));
            if (transfer.writer.writtenBytes() == transfer.id.sizeBytes()) {
                transfer.writer.finish();
                transfers.remove(chunk.hash());
            }
        } catch (DataflowException failure) {
            fail(transfer, String.valueOf(failure.getMessage()));
        }
    }

    private static void fail(Transfer transfer, String why) {
        transfer.failure = why;
        closeQuietly(transfer.writer);
    }

    private static void closeQuietly(ArtifactWriter writer) {
        try {
            writer.close();
        } catch (IOException alreadyFailed) {
            // The transfer has failed, and says why; what it left behind goes with the store.
        }
    }

    /** There is another connection: what was under way on the former is asked for again. */
    public synchronized void askAgain() {
        transfers.values().forEach(transfer -> closeQuietly(transfer.writer));
        transfers.clear();
        notifyAll();
    }

    /** Nothing will come any more. */
    public synchronized void onCoordinatorGone() {
        coordinatorGone = true;
        transfers.values().forEach(transfer -> fail(transfer, "the coordinator is gone"));
        notifyAll();
    }

    @Override
    public synchronized void close(String job) {
        JobClassLoader loader = loaders.remove(job);
        List<String> hashes = pinned.remove(job);
        if (hashes != null) {
            hashes.forEach(store::unpin);
        }
        if (loader != null) {
            try {
                loader.close();
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        notifyAll();
        List.copyOf(loaders.keySet()).forEach(this::close);
        transfers.values().forEach(transfer -> closeQuietly(transfer.writer));
        try {
            store.close();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
