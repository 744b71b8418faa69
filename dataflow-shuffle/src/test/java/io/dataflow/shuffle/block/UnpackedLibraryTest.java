package io.dataflow.shuffle.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnpackedLibraryTest {
    @TempDir
    private Path temp;

    @Test
    void a_killed_process_that_has_compressed_leaves_nothing_in_its_temporary_folder() throws Exception {
        assumeTrue(Files.isReadable(Path.of("/proc/self/maps")), "files that are in use cannot be removed here");

        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-XX:-UsePerfData",
                        "-Djava.io.tmpdir=" + temp,
                        "-cp",
                        System.getProperty("java.class.path"),
                        Compressing.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            assertThat(process.inputReader().readLine()).isEqualTo("compressed");
        } finally {
            process.destroyForcibly().waitFor();
        }

        try (Stream<Path> left = Files.list(temp)) {
            assertThat(left).isEmpty();
        }
    }

    /** Compresses, and waits to be killed. */
    static final class Compressing {
        public static void main(String[] arguments) throws Exception {
            byte[] zeros = new byte[3_000];
            int length = new Lz4().compress(zeros, 0, zeros.length, new byte[zeros.length], 0, zeros.length);
            System.out.println(length > 0 ? "compressed" : "not compressed");
            assertThat(System.in.read()).isNegative();
        }
    }
}
