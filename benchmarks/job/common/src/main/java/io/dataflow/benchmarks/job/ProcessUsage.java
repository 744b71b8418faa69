package io.dataflow.benchmarks.job;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Processor time and memory of this process and of those that it started, as Linux's {@code /proc} tells; elsewhere all
 * is -1. Processes are looked for when the usage is read and, because they may be gone by then, several times a second by
 * a thread of its own.
 */
final class ProcessUsage implements AutoCloseable {
    private static final Path PROC = Path.of("/proc");
    private static final Path SELF = PROC.resolve("self");
    private static final long NANOS_A_TICK = 10_000_000;
    private static final long SAMPLE_MILLIS = 50;

    /** In {@code stat}, behind the name: user and system time, and those of children that have ended. */
    private static final int FIRST_TIME = 11;

    private final boolean withProcesses;
    private final Map<Long, Long> peakByProcess = new ConcurrentHashMap<>();
    private final ScheduledExecutorService sampler;
    private Future<?> sampling = CompletableFuture.completedFuture(null);

    private ProcessUsage(boolean withProcesses) {
        this.withProcesses = withProcesses;
        this.sampler = Executors.newSingleThreadScheduledExecutor(work -> {
            Thread thread = new Thread(work, "usage-of-processes");
            thread.setDaemon(true);
            return thread;
        });
    }

    static ProcessUsage start(boolean withProcesses) {
        ProcessUsage usage = new ProcessUsage(withProcesses);
        if (withProcesses) {
            usage.sampling = usage.sampler.scheduleWithFixedDelay(usage::look, 0, SAMPLE_MILLIS, TimeUnit.MILLISECONDS);
        }
        return usage;
    }

    /** By id, in nanoseconds since the process started, with those children of it that have ended. */
    Map<Long, Long> times() {
        Map<Long, Long> times = new HashMap<>();
        times.put(ProcessHandle.current().pid(), nanos(SELF));
        if (withProcesses) {
            ProcessHandle.current()
                    .descendants()
                    .forEach(process -> times.put(process.pid(), nanos(PROC.resolve(Long.toString(process.pid())))));
        }
        return times;
    }

    /** From one reading to another. */
    static long nanosBetween(Map<Long, Long> before, Map<Long, Long> after) {
        long nanos = 0;
        for (Map.Entry<Long, Long> entry : after.entrySet()) {
            long then = before.getOrDefault(entry.getKey(), 0L);
            if (entry.getValue() < 0 || then < 0) {
                return -1;
            }
            nanos += entry.getValue() - then;
        }
        return nanos;
    }

    /** The largest sizes that each process ever had in memory, added up. */
    long peakBytes() {
        long own = peak(SELF);
        if (withProcesses && own >= 0) {
            look();
            for (long bytes : peakByProcess.values()) {
                own += bytes;
            }
        }
        return own;
    }

    /** Forgets processes that have ended. */
    void forget() {
        peakByProcess.keySet().removeIf(id -> ProcessHandle.of(id).isEmpty());
    }

    @Override
    public void close() {
        sampling.cancel(true);
        sampler.shutdownNow();
    }

    private void look() {
        ProcessHandle.current().descendants().forEach(process -> {
            long peak = peak(PROC.resolve(Long.toString(process.pid())));
            if (peak >= 0) {
                peakByProcess.merge(process.pid(), peak, Math::max);
            }
        });
    }

    private static long nanos(Path process) {
        try {
            String stat = Files.readString(process.resolve("stat"), StandardCharsets.ISO_8859_1);
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
            long ticks = 0;
            for (int i = FIRST_TIME; i < FIRST_TIME + 4; i++) {
                ticks += Long.parseLong(fields[i]);
            }
            return ticks * NANOS_A_TICK;
        } catch (IOException notThere) {
            return -1;
        }
    }

    private static long peak(Path process) {
        try {
            for (String line : Files.readAllLines(process.resolve("status"), StandardCharsets.ISO_8859_1)) {
                if (line.startsWith("VmHWM:")) {
                    return 1024 * Long.parseLong(line.replaceAll("\\D", ""));
                }
            }
        } catch (IOException notThere) {
            // Gone, or no Linux.
        }
        return -1;
    }
}
