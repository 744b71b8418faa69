package io.dataflow.testing.cluster;

import io.dataflow.runtime.WorkerServer;
import io.dataflow.runtime.loop.EventLoop;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A worker and its folder, as a process of its own would have them: it ends when it is killed, or when its coordinator is gone.
 * Safe for use by many threads.
 */
final class Place {
    private static final String LOCK = "lock-";
    private static final String CODE = "code";

    private final int index;
    private final Path folder;
    private final FaultyWorker ports;

    /** Gone when it has ended, with all that it knew of jobs: the cluster keeps what it was for long. */
    private final AtomicReference<@Nullable WorkerServer> server;

    private final AtomicBoolean ending = new AtomicBoolean();
    private final CountDownLatch ended = new CountDownLatch(1);
    private final AtomicReference<@Nullable RuntimeException> failure = new AtomicReference<>();

    private Place(int index, Path folder, FaultyWorker ports, WorkerServer server) {
        this.index = index;
        this.folder = folder;
        this.ports = ports;
        this.server = new AtomicReference<>(server);
    }

    /** Returns when the worker has reached the coordinator. {@code threads} are where its death is waited for. */
    static Place start(
            int index,
            Path folder,
            String coordinator,
            ClusterOptions options,
            EventLoop loop,
            ExecutorService threads) {
        AtomicReference<@Nullable Place> started = new AtomicReference<>();
        FaultyWorker ports = new FaultyWorker(coordinator, loop, () -> {
            Place dying = started.get();
            if (dying != null && !dying.hasEnded()) {
                threads.execute(dying::end);
            }
        });
        WorkerServer server = WorkerServer.start(
                new WorkerServer.Options(
                                coordinator,
                                "127.0.0.1:0",
                                Optional.empty(),
                                options.slots(),
                                options.memoryBytes(),
                                folder)
                        .withPatience(options.lease()),
                ports);
        Place place = new Place(index, folder, ports, server);
        started.set(place);
        return place;
    }

    /** Ends the worker when its coordinator is gone, as its process would end; returns when it has ended, however that came. */
    void live() {
        WorkerServer running = server.get();
        try {
            if (running != null) {
                running.awaitDisconnect();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        end();
    }

    FaultyWorker ports() {
        return ports;
    }

    boolean hasEnded() {
        return ending.get();
    }

    void kill() {
        ports.conditions().die();
        end();
    }

    /** As a dead process or in order, as it is; returns when it has ended. */
    void end() {
        if (!ending.compareAndSet(false, true)) {
            awaitEnd();
            return;
        }
        WorkerServer running = server.getAndSet(null);
        try {
            if (running != null && ports.conditions().dead()) {
                running.kill();
            } else if (running != null) {
                running.close();
            }
        } catch (RuntimeException leaked) {
            failure.set(leaked);
        } finally {
            ended.countDown();
        }
    }

    private void awaitEnd() {
        try {
            ended.await();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether jobs that have ended left it memory or files; of a worker that has ended, neither. */
    boolean isQuiet() {
        return hasEnded() || (reservedBytes() == 0 && spillFiles().isEmpty());
    }

    /** A sentence for each thing that it holds and should not. */
    List<String> held() {
        if (hasEnded()) {
            return List.of();
        }
        long reservedBytes = reservedBytes();
        Stream<String> memory =
                reservedBytes == 0 ? Stream.of() : Stream.of(name() + " holds " + reservedBytes + " bytes of memory");
        Stream<String> files = spillFiles().stream().map(file -> name() + " has the spill file " + file);
        return Stream.concat(memory, files).toList();
    }

    private long reservedBytes() {
        WorkerServer running = server.get();
        return running == null ? 0 : running.reservedBytes();
    }

    /** Code that was shipped stays for the next job. */
    private List<Path> spillFiles() {
        try (Stream<Path> tree = Files.walk(folder)) {
            return tree.filter(file -> Files.isRegularFile(file)
                            && !file.getFileName().toString().startsWith(LOCK)
                            && !isCode(file))
                    .toList();
        } catch (UncheckedIOException | IOException changedMeanwhile) {
            return List.of(folder);
        }
    }

    private boolean isCode(Path file) {
        for (Path part : folder.relativize(file)) {
            if (part.toString().equals(CODE)) {
                return true;
            }
        }
        return false;
    }

    /** What was found when it had ended. */
    List<String> leaked() {
        RuntimeException thrown = failure.get();
        Stream<String> closing = thrown == null ? Stream.of() : Stream.of(name() + " could not be closed: " + thrown);
        Stream<String> links =
                ports.network().links().stream().map(link -> name() + " still has a connection to " + link.peer());
        return Stream.concat(closing, links).toList();
    }

    Path folder() {
        return folder;
    }

    private String name() {
        return "worker " + index;
    }
}
