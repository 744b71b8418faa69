package io.dataflow.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.dataflow.runtime.CoordinatorServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FailuresTest {
    @TempDir
    private Path folder;

    private Path text;

    @BeforeEach
    void writeText() throws IOException {
        text = Files.writeString(folder.resolve("text.txt"), "a b\n");
    }

    @Test
    void a_missing_input_is_named() {
        assertFails(wordCount("--input", folder + "/nothing"), folder + "/nothing does not exist");
        assertFails(wordCount("--input", folder + "/*.log"), "*.log matches no file");
    }

    @Test
    void an_unreadable_input_is_named() throws IOException {
        Files.setPosixFilePermissions(text, PosixFilePermissions.fromString("-wx------"));
        assumeFalse(Files.isReadable(text), "this user can read everything");

        assertFails(wordCount("--input", text.toString()), text + " cannot be read");
    }

    @Test
    void a_truncated_gzip_file_is_named() throws IOException {
        Path whole = gzip("words ".repeat(100_000));
        byte[] bytes = Files.readAllBytes(whole);
        Path cut = Files.write(folder.resolve("cut.txt.gz"), Arrays.copyOf(bytes, bytes.length / 2));

        assertFails(
                wordCount("--input", cut.toString(), "--output", folder + "/out"), cut + " is not a whole gzip file");
        assertNothingStaged();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "--workers 2"})
    void a_filled_output_folder_is_refused_before_any_work(String place) throws IOException {
        Path output = Files.createDirectory(folder.resolve("out"));
        Files.writeString(output.resolve("precious"), "kept");

        CommandRun run = wordCount(("--input " + text + " --output " + output + " " + place)
                .strip()
                .split(" "));

        assertFails(run, output + " is not empty");
        assertThat(output.resolve("precious")).hasContent("kept");
        assertNothingStaged();
    }

    @Test
    void an_output_that_is_a_file_is_refused() {
        assertFails(wordCount("--input", text.toString(), "--output", text.toString()), text + " is a file");
    }

    @Test
    void memory_beyond_the_heap_is_refused() {
        assertFails(
                wordCount("--input", text.toString(), "--memory", "100TB"), "--memory 100 TB does not fit the heap");
        assertFails(
                wordCount("--input", text.toString(), "--memory", "100TB", "--workers", "2"),
                "--memory 100 TB for each of 2 workers");
    }

    @Test
    void a_port_in_use_is_named() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String address = "127.0.0.1:" + taken.getLocalPort();

            assertFails(CommandRun.of("coordinator", "--bind", address), address);
        }
    }

    @Test
    void an_address_beyond_this_machine_needs_a_secret() {
        assertFails(CommandRun.of("coordinator", "--bind", "0.0.0.0:0"), "without a secret");
    }

    @Test
    void a_coordinator_that_is_not_there_is_named() throws IOException {
        String address = freeAddress();

        assertFails(CommandRun.of("worker", "--coordinator", address), address);
        assertFails(wordCount("--input", text.toString(), "--cluster", address), address);
    }

    @Test
    void a_wrong_secret_is_refused() throws IOException {
        Path secret = Files.writeString(folder.resolve("secret"), "right");
        Path wrong = Files.writeString(folder.resolve("wrong"), "wrong");
        var options = new CoordinatorServer.Options("127.0.0.1:0", Optional.of(secret), folder.resolve("coordinator"));
        try (CoordinatorServer coordinator = CoordinatorServer.start(options)) {
            String address = coordinator.address();

            assertIsRefused(CommandRun.of("worker", "--coordinator", address, "--secret-file", wrong.toString()));
            assertIsRefused(
                    wordCount("--input", text.toString(), "--cluster", address, "--secret-file", wrong.toString()));
            assertIsRefused(wordCount("--input", text.toString(), "--cluster", address));
        }
    }

    @Test
    void half_of_what_tls_needs_is_refused() {
        String missing = folder + "/no.pem";

        assertUsage(CommandRun.of("coordinator", "--tls-key", missing), "--tls-ca=FILE");
        assertUsage(CommandRun.of("coordinator", "--tls-demand-certificates"), "--tls-ca=FILE");
        assertUsage(
                CommandRun.of("worker", "--coordinator", "127.0.0.1:1", "--tls-certificate", missing), "--tls-ca=FILE");
        assertUsage(
                wordCount("--input", text.toString(), "--cluster", "127.0.0.1:1", "--tls-key", missing),
                "--tls-ca=FILE");
        assertFails(CommandRun.of("coordinator", "--bind", "127.0.0.1:0", "--tls-ca", missing), missing);
        assertFails(wordCount("--input", text.toString(), "--cluster", "127.0.0.1:1", "--tls-ca", missing), missing);
    }

    private static void assertUsage(CommandRun run, String missing) {
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).contains("Missing required option: '" + missing + "'");
    }

    @Test
    void a_secret_file_that_is_not_there_is_named() {
        String missing = folder + "/no-secret";

        assertFails(CommandRun.of("coordinator", "--bind", "127.0.0.1:0", "--secret-file", missing), missing);
    }

    @Test
    void a_spill_folder_that_cannot_be_used_is_named() throws IOException {
        assertFails(
                CommandRun.of("worker", "--coordinator", freeAddress(), "--spill-dir", text.toString()),
                "spill folder " + text);
    }

    @Test
    void the_stack_trace_is_printed_only_when_asked_for() {
        CommandRun run = wordCount("--input", folder + "/nothing", "--verbose");

        assertThat(run.status()).isEqualTo(OneLineFailures.FAILED);
        assertThat(run.errLines().get(0)).startsWith("dataflow: ").contains("does not exist");
        assertThat(run.err()).contains("DataflowException").contains("\tat io.dataflow");
    }

    private static CommandRun wordCount(String... arguments) {
        return CommandRun.of(Stream.concat(Stream.of("example", "wordcount"), Stream.of(arguments))
                .toArray(String[]::new));
    }

    /** The coordinator, which is in this process, may log that it refused somebody. */
    private static void assertIsRefused(CommandRun run) {
        assertThat(run.errLines())
                .filteredOn(line -> !line.contains("RefusalLog"))
                .singleElement()
                .asString()
                .startsWith("dataflow: ")
                .contains("secret");
        assertThat(run.status()).isEqualTo(OneLineFailures.FAILED);
    }

    private static void assertFails(CommandRun run, String message) {
        assertThat(run.errLines())
                .singleElement()
                .asString()
                .startsWith("dataflow: ")
                .contains(message);
        assertThat(run.status()).isEqualTo(OneLineFailures.FAILED);
        assertThat(run.out()).isEmpty();
    }

    private void assertNothingStaged() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.filter(file -> file.getFileName().toString().endsWith(".staged")))
                    .isEmpty();
        }
    }

    private static String freeAddress() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return "127.0.0.1:" + free.getLocalPort();
        }
    }

    private Path gzip(String content) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (OutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(content.getBytes(StandardCharsets.UTF_8));
        }
        return Files.write(folder.resolve("whole.txt.gz"), packed.toByteArray());
    }
}
