package io.dataflow.cli;

import io.dataflow.runtime.loop.NamedThreads;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Notices the end of the process that started this one: standard input is a pipe that it holds, and which breaks whatever
 * the way in which it ends. Safe for use by many threads.
 */
final class ParentWatch {
    /** A parent that is being stopped itself, by the same Ctrl-C, first gives back what needs this process. */
    private static final long PATIENCE_SECONDS = 15;

    private final InputStream input;
    private final CountDownLatch gone = new CountDownLatch(1);

    ParentWatch(InputStream input) {
        this.input = input;
    }

    /** From now on calls {@code onGone} when it is gone, by a thread of its own. */
    void start(Runnable onGone) {
        Thread watch = NamedThreads.single("dataflow-parent", () -> {
            readToEnd();
            gone.countDown();
            onGone.run();
        });
        watch.start();
    }

    private void readToEnd() {
        byte[] ignored = new byte[64];
        try {
            int read = input.read(ignored);
            while (read >= 0) {
                read = input.read(ignored);
            }
        } catch (IOException broken) {
            assert gone.getCount() == 1 : broken;
        }
    }

    /** Waits for its end, for a while. */
    void awaitGone() {
        try {
            boolean isGone = gone.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
            assert isGone || gone.getCount() == 1;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
