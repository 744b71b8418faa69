package io.dataflow.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dataflow.api.failure.DataflowException;
import io.dataflow.runtime.loop.NamedThreads;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CleanupTest {
    private final List<String> closed = new ArrayList<>();
    private final Cleanup cleanup = Cleanup.whenProcessStops(() -> closed.add("stopped"));

    @Test
    void the_latest_is_closed_first_and_each_once() throws Exception {
        hold("first");
        hold("second");

        cleanup.close();
        cleanup.close();

        assertThat(closed).containsExactly("second", "first");
        assertThat(cleanup.stopping()).isFalse();
    }

    @Test
    void all_are_closed_although_one_fails() throws Exception {
        hold("first");
        cleanup.add(() -> {
            throw new IOException("no");
        });
        hold("last");

        assertThatThrownBy(cleanup::close).isInstanceOf(DataflowException.class).hasMessageContaining("no");

        assertThat(closed).containsExactly("last", "first");
    }

    @Test
    void failures_do_not_matter_when_the_process_stops() throws Exception {
        cleanup.add(() -> {
            throw new IOException("no");
        });
        hold("last");

        cleanup.stopNow();
        cleanup.close();

        assertThat(closed).containsExactly("last");
        assertThat(cleanup.stopping()).isTrue();
    }

    @Test
    void what_comes_too_late_is_closed_at_once() {
        cleanup.stopNow();

        assertThatThrownBy(() -> hold("late")).hasMessageContaining("being stopped");

        assertThat(closed).containsExactly("late");
    }

    /** A coordinator that ends makes its workers end, which are then often told to stop as well. */
    @Test
    void a_process_that_is_told_to_stop_while_it_cleans_up_ends_that_first(@TempDir Path folder) throws Exception {
        Path cleaned = folder.resolve("cleaned");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-XX:-UsePerfData",
                        "-cp",
                        System.getProperty("java.class.path"),
                        SlowToClose.class.getName(),
                        cleaned.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
            assertThat(out.readLine()).isEqualTo("closing");
            process.toHandle().destroy();
            assertThat(out.readLine()).isEqualTo("told to stop");
            process.outputWriter(StandardCharsets.UTF_8).close();

            assertThat(process.waitFor(100, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }

        assertThat(cleaned).exists();
    }

    /** Ends by itself, but takes until the end of its input to do so. */
    static final class SlowToClose {
        public static void main(String[] arguments) throws Exception {
            Runtime.getRuntime().addShutdownHook(NamedThreads.single("told", () -> System.out.println("told to stop")));
            try (Cleanup cleanup = Cleanup.whenProcessStops(() -> {})) {
                cleanup.add(() -> {
                    System.out.println("closing");
                    while (System.in.read() >= 0) {
                        Thread.onSpinWait();
                    }
                    Files.createFile(Path.of(arguments[0]));
                });
            }
        }
    }

    private void hold(String name) throws Exception {
        AutoCloseable resource = () -> closed.add(name);
        assertThat(cleanup.add(resource)).isSameAs(resource);
    }
}
