package com.acme;

import io.dataflow.api.Dataset;
import io.dataflow.api.Session;
import io.dataflow.api.SessionOptions;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** Programs that stop when much of what they have is on disk. */
public final class SpillingHalfway {
    public static final String REACHED = "reached the last record";

    private static final long RECORDS = 200_000;

    private SpillingHalfway() {}

    public static SessionOptions options(Path spill) {
        return SessionOptions.defaults()
                .memoryBytes(SessionOptions.MIN_MEMORY_BYTES)
                .slots(1)
                .spillDirectory(spill);
    }

    /** Waits at a gate where it has spilled. */
    public static Dataset<Long> waiting(Session session, String gate) {
        return session.range(0, RECORDS).sortBy(number -> -number).map(number -> {
            if (number == 7) {
                Gate.named(gate).pass();
            }
            return number;
        });
    }

    /** Fails where it has spilled. */
    public static Dataset<Long> failing(Session session) {
        return session.range(0, RECORDS)
                .sortBy(number -> -number)
                .map(number -> Failing.throwAtSeven(number))
                .named("parse");
    }

    /** In a process of its own, which says so when it waits, and then waits to be killed. */
    public static void main(String[] arguments) throws Exception {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        CountDownLatch never = new CountDownLatch(1);
        try (Session session = Session.local(options(Path.of(arguments[0])))) {
            Thread job = new Thread(() -> waiting(session, "child").count(), "job");
            job.setDaemon(true);
            job.start();
            Gate.named("child").awaitEntered();
            out.println(REACHED);
            never.await();
        }
    }
}
