package io.dataflow.testing.cluster;

import io.dataflow.runtime.worker.SpillHome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** Finds what a cluster has left behind, and says it all in one failure. */
final class LeakCheck {
    /** Files are deleted and threads end in far less, unless something is wrong. */
    static final long WAIT_MILLIS = 5_000;

    private static final long LOOK_AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
    private static final String THREADS = "dataflow-";

    private final Set<Thread> threadsBefore = threads();
    private final List<String> found = Collections.synchronizedList(new ArrayList<>());

    private static Set<Thread> threads() {
        Set<Thread> threads = new HashSet<>(Thread.getAllStackTraces().keySet());
        threads.removeIf(thread -> !thread.getName().startsWith(THREADS));
        return threads;
    }

    void add(String sentence) {
        found.add(sentence);
    }

    /** Closes something; that it fails is a finding, and what follows goes on. */
    void run(String otherwise, Runnable closing) {
        try {
            closing.run();
        } catch (RuntimeException failure) {
            add(otherwise + ": " + failure);
        }
    }

    /** What jobs leave is given back soon after their end, by threads of the workers. */
    void awaitQuiet(List<Place> places) {
        long deadlineNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(WAIT_MILLIS);
        while (!places.stream().allMatch(Place::isQuiet) && System.nanoTime() < deadlineNanos) {
            LockSupport.parkNanos(LOOK_AGAIN_NANOS);
        }
        places.forEach(place -> found.addAll(place.held()));
    }

    /** Removes the folder and throws if anything was found, now or before. */
    void check(List<Place> places, Path folder) {
        for (Place place : places) {
            found.addAll(place.leaked());
            found.addAll(place.ports().script().unstruck());
        }
        checkFiles(places, folder);
        checkThreads();
        if (!found.isEmpty()) {
            throw new AssertionError(
                    "The cluster of the test was not as it should be in the end:\n- " + String.join("\n- ", found));
        }
    }

    /** What killed workers have left is removed by whoever starts next in the same place. */
    private void checkFiles(List<Place> places, Path folder) {
        run(
                "what killed workers left could not be removed",
                () -> places.stream().map(Place::folder).distinct().forEach(place -> SpillHome.open(place, "next")
                        .close()));
        try (Stream<Path> tree = Files.walk(folder)) {
            for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
                if (Files.isRegularFile(path)) {
                    add("the file " + path + " is left");
                }
                Files.delete(path);
            }
        } catch (IOException | UncheckedIOException failure) {
            add("the folder " + folder + " could not be removed: " + failure);
        }
    }

    private void checkThreads() {
        Set<Thread> left = threads();
        left.removeAll(threadsBefore);
        long deadlineNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(WAIT_MILLIS);
        for (Thread thread : left) {
            join(thread, Math.max(1, TimeUnit.NANOSECONDS.toMillis(deadlineNanos - System.nanoTime())));
            if (thread.isAlive()) {
                add("the thread " + thread.getName() + " does not end");
            }
        }
    }

    private static void join(Thread thread, long millis) {
        try {
            thread.join(millis);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
