package io.dataflow.examples;

import io.dataflow.api.Session;
import io.dataflow.api.SessionOptions;
import io.dataflow.api.testing.ReferenceSession;
import io.dataflow.examples.tpch.TwoWorkers;
import java.nio.file.Path;
import java.util.function.Function;

/** Where an example runs in a test: it must come to the same everywhere. */
public enum Place {
    PLAIN_COLLECTIONS,
    THIS_PROCESS,
    LITTLE_MEMORY,
    TWO_WORKERS;

    private static final long LITTLE_MEMORY_BYTES = 64L << 20;

    /**
     * Runs a program here.
     *
     * @param folder for what workers keep on disk
     */
    public <R> R run(Path folder, Function<Session, R> program) {
        return switch (this) {
            case PLAIN_COLLECTIONS -> in(ReferenceSession.open(), program);
            case THIS_PROCESS -> in(Session.local(), program);
            case LITTLE_MEMORY ->
                in(
                        Session.local(SessionOptions.defaults()
                                .memoryBytes(LITTLE_MEMORY_BYTES)
                                .slots(2)),
                        program);
            case TWO_WORKERS -> {
                try (TwoWorkers cluster = TwoWorkers.start(folder, LITTLE_MEMORY_BYTES)) {
                    yield in(cluster.connect(), program);
                }
            }
        };
    }

    private static <R> R in(Session opened, Function<Session, R> program) {
        try (Session session = opened) {
            return program.apply(session);
        }
    }
}
