package io.dataflow.runtime.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.dataflow.runtime.loop.NamedThreads;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpillHomeTest {
    private static final int WORKERS = 4;
    private static final int LIVES = 300;

    @TempDir
    private Path parent;

    private static Path fileIn(SpillHome home) throws IOException {
        return Files.writeString(home.folder().resolve("spilled"), "records");
    }

    @Test
    void the_files_of_a_closed_home_are_gone() throws IOException {
        SpillHome home = SpillHome.open(parent, "a");
        fileIn(home);

        home.close();

        assertThat(parent).isEmptyDirectory();
    }

    @Test
    void the_files_of_an_abandoned_home_stay_until_another_is_opened() throws IOException {
        SpillHome home = SpillHome.open(parent, "a");
        Path file = fileIn(home);

        home.abandon();
        home.close();

        assertThat(file).exists();
        try (SpillHome next = SpillHome.open(parent, "b")) {
            assertThat(file).doesNotExist();
            assertThat(next.folder()).exists();
        }
        assertThat(parent).isEmptyDirectory();
    }

    @Test
    void the_files_of_a_living_home_stay_when_another_is_opened() throws IOException {
        try (SpillHome home = SpillHome.open(parent, "a");
                SpillHome next = SpillHome.open(parent, "b")) {
            assertThat(fileIn(home)).exists();
            assertThat(next.folder()).exists();
        }
    }

    /** A worker that ends while another starts in the same place: both remove its files. */
    @Test
    void homes_that_are_closed_while_others_are_opened_are_gone_and_hurt_nobody() throws Exception {
        ExecutorService workers = new NamedThreads("worker").pool(WORKERS, WORKERS);
        try {
            List<Callable<Void>> lives = new ArrayList<>();
            for (int i = 0; i < WORKERS; i++) {
                String name = "worker-" + i + "-";
                lives.add(() -> {
                    for (int life = 0; life < LIVES; life++) {
                        try (SpillHome home = SpillHome.open(parent, name + life)) {
                            assertThat(fileIn(home)).exists();
                        }
                    }
                    return null;
                });
            }
            for (Future<Void> life : workers.invokeAll(lives)) {
                life.get();
            }
        } finally {
            workers.shutdown();
        }

        assertThat(parent).isEmptyDirectory();
    }

    /** The operating system forgets all locks that a process has on a file as soon as the process closes it once. */
    @Test
    void two_homes_of_one_process_are_both_safe_from_another_process() throws Exception {
        try (SpillHome home = SpillHome.open(parent, "a");
                SpillHome next = SpillHome.open(parent, "b")) {
            Path file = fileIn(home);
            Path nextFile = fileIn(next);

            Process other = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xmx64m",
                            "-XX:-UsePerfData",
                            "-cp",
                            System.getProperty("java.class.path"),
                            Opener.class.getName(),
                            parent.toString())
                    .inheritIO()
                    .start();

            assertThat(other.waitFor()).isZero();
            assertThat(file).exists();
            assertThat(nextFile).exists();
        }
        assertThat(parent).isEmptyDirectory();
    }

    /** A process that has a home for a moment. */
    static final class Opener {
        public static void main(String[] arguments) {
            SpillHome.open(Path.of(arguments[0]), "c").close();
        }
    }
}
