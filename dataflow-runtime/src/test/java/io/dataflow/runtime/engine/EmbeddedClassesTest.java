package io.dataflow.runtime.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.acme.EmbeddedProgram;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A program that runs embedded does not pay for what only a cluster needs. */
class EmbeddedClassesTest {
    private static final List<String> OF_THE_CLUSTER =
            List.of("io.netty.", "com.google.protobuf.", "com.github.benmanes.caffeine.");

    @TempDir
    private Path folder;

    @Test
    void no_class_of_netty_protobuf_or_caffeine_is_loaded() throws Exception {
        Path output = folder.resolve("output.txt");
        Process child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xlog:class+load",
                        "-Djava.io.tmpdir=" + folder,
                        "-cp",
                        System.getProperty("java.class.path"),
                        EmbeddedProgram.class.getName())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        boolean ended = child.waitFor(60, TimeUnit.SECONDS);
        child.destroyForcibly();
        List<String> lines = Files.readAllLines(output, StandardCharsets.UTF_8);

        assertThat(ended).isTrue();
        assertThat(child.exitValue()).isZero();
        assertThat(lines).contains("distinct words: " + EmbeddedProgram.WORDS);
        assertThat(lines).anyMatch(line -> line.contains("io.dataflow.runtime.worker.Worker "));
        assertThat(lines).noneMatch(line -> OF_THE_CLUSTER.stream().anyMatch(line::contains));
        assertThat(folder.toFile().listFiles()).extracting(File::getName).containsExactly("output.txt");
    }
}
