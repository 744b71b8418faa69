package io.dataflow.runtime.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.dataflow.api.Session;
import io.dataflow.api.SessionOptions;
import io.dataflow.runtime.Filters;
import io.dataflow.runtime.scheduler.FilterUse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/** An embedded session that fails the test when its closing leaves a thread or a file behind. */
final class CheckedEngine implements AutoCloseable {
    private static final long END_WAIT_MILLIS = 5_000;

    private final Set<Thread> threadsBefore = threads();
    private final Path spill;
    private final Session session;

    private CheckedEngine(Path folder, SessionOptions options, Function<SessionOptions, Session> opener)
            throws IOException {
        this.spill = Files.createTempDirectory(folder, "spill-");
        this.session = opener.apply(options.spillDirectory(spill));
    }

    static CheckedEngine open(Path folder, SessionOptions options) throws IOException {
        return new CheckedEngine(folder, options, Session::local);
    }

    static CheckedEngine open(Path folder, SessionOptions options, FilterUse filters) throws IOException {
        return new CheckedEngine(folder, options, given -> Filters.open(given, filters));
    }

    static CheckedEngine open(Path folder) throws IOException {
        return open(folder, SessionOptions.defaults().memoryBytes(64L << 20).slots(2));
    }

    Session session() {
        return session;
    }

    /** Where the session spills; it makes a folder of its own within. */
    Path spill() {
        return spill;
    }

    /** Leaks of memory make the closing of the session itself fail. */
    @Override
    public void close() throws IOException {
        session.close();
        assertNoThreadsSince(threadsBefore);
        assertThat(filesIn(spill)).as("files left in the spill folder").isEmpty();
    }

    static Set<Thread> threads() {
        Set<Thread> threads = new HashSet<>(Thread.getAllStackTraces().keySet());
        threads.removeIf(thread -> !thread.getName().startsWith("dataflow-"));
        return threads;
    }

    static void assertNoThreadsSince(Set<Thread> before) {
        Set<Thread> left = threads();
        left.removeAll(before);
        left.forEach(CheckedEngine::join);
        left.removeIf(thread -> !thread.isAlive());
        assertThat(left).as("threads left").isEmpty();
    }

    private static void join(Thread thread) {
        try {
            thread.join(END_WAIT_MILLIS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while waiting for " + thread, interrupted);
        }
    }

    static List<Path> filesIn(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }
}
