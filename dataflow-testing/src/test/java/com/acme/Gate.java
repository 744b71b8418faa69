package com.acme;

import io.dataflow.api.function.Fn1;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;

/**
 * Numbers as text, which wait in their task until a test lets them go on: the first makes the file {@code begun} in a folder of the
 * test, and all wait for the file {@code open} there.
 */
public record Gate(String folder) implements Fn1<Long, String> {
    private static final long LOOK_NANOS = 5_000_000;

    @Override
    public String apply(Long number) throws Exception {
        pass(Path.of(folder));
        return number.toString();
    }

    /** Says that it is there, and waits until it may go on. */
    static void pass(Path folder) throws IOException, InterruptedException {
        Path open = folder.resolve("open");
        if (!Files.exists(open)) {
            Files.write(folder.resolve("begun"), new byte[0]);
        }
        await(open);
    }

    /** Returns when there is such a file. */
    public static void await(Path file) throws InterruptedException {
        while (!Files.exists(file)) {
            LockSupport.parkNanos(LOOK_NANOS);
            if (Thread.interrupted()) {
                throw new InterruptedException("nobody made " + file);
            }
        }
    }
}
