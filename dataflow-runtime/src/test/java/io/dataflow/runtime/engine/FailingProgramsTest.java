package io.dataflow.runtime.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.acme.Failing;
import com.acme.OutputFiles;
import io.dataflow.api.Dataset;
import io.dataflow.api.Session;
import io.dataflow.api.SessionOptions;
import io.dataflow.api.failure.DataflowException;
import io.dataflow.api.failure.FailureKind;
import io.dataflow.api.io.TextFiles;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What goes wrong in programs is told in one line that names the place. */
class FailingProgramsTest {
    @TempDir
    private Path folder;

    private CheckedEngine engine;
    private Session session;

    @BeforeEach
    void open() throws IOException {
        engine = CheckedEngine.open(folder);
        session = engine.session();
    }

    @AfterEach
    void close() throws IOException {
        engine.close();
    }

    private static DataflowException failureOf(ThrowingCallable action) {
        DataflowException failure = catchThrowableOfType(DataflowException.class, action);
        assertThat(failure).isNotNull();
        return failure;
    }

    // ---- functions that throw

    @Test
    void a_function_that_throws_is_told_with_stage_operator_attempt_and_its_own_frame() {
        DataflowException failure = failureOf(() -> Failing.throwing(session).collect());

        assertThat(failure.kind()).isEqualTo(FailureKind.USER_CODE);
        assertThat(failure)
                .hasMessageContaining("Stage 0 'range 0 to 10 > parse', task 0, attempt 0: 'parse' threw")
                .hasMessageContaining("java.lang.IllegalStateException: seven is bad")
                .hasMessageContaining("at com.acme.Failing.throwAtSeven(Failing.java:");
        assertThat(failure.getMessage()).doesNotContain("\n");
        assertThat(failure.getCause()).hasMessageContaining("com.acme.Failing.throwAtSeven");
    }

    @Test
    void a_function_that_overflows_the_stack_is_told_as_one_that_throws() {
        DataflowException failure =
                failureOf(() -> Failing.overflowingTheStack(session).collect());

        assertThat(failure.kind()).isEqualTo(FailureKind.USER_CODE);
        assertThat(failure)
                .hasMessageContaining("'recurse' threw java.lang.StackOverflowError")
                .hasMessageContaining("at com.acme.Failing.recurse(");
    }

    @Test
    void a_failed_assertion_of_a_function_is_not_blamed_on_the_engine() {
        DataflowException failure =
                failureOf(() -> Failing.failingAnAssertion(session).collect());

        assertThat(failure.kind()).isEqualTo(FailureKind.USER_CODE);
        assertThat(failure).hasMessageContaining("'filter' threw java.lang.AssertionError: never true");
    }

    @Test
    void an_exception_that_cannot_be_sent_is_told_as_text() {
        DataflowException failure =
                failureOf(() -> Failing.throwingUnsendable(session).collect());

        assertThat(failure.kind()).isEqualTo(FailureKind.USER_CODE);
        assertThat(failure).hasMessageContaining("'filter' threw com.acme.Failing$Unsendable: thing in whole");
        assertThat(failure.getCause()).isNotInstanceOf(Failing.Unsendable.class);
    }

    @Test
    void an_exception_that_cannot_describe_itself_still_ends_the_job() {
        DataflowException failure =
                failureOf(() -> Failing.throwingMute(session).collect());

        assertThat(failure.kind()).isEqualTo(FailureKind.USER_CODE);
        assertThat(failure).hasMessageContaining("'filter' threw com.acme.Failing$Mute, which cannot describe itself");
    }

    @Test
    void an_iterable_that_throws_later_is_blamed_on_its_function() {
        DataflowException failure =
                failureOf(() -> Failing.throwingWhileIterating(session).collect());

        assertThat(failure.kind()).isEqualTo(FailureKind.USER_CODE);
        assertThat(failure).hasMessageContaining("'flatMap' threw java.lang.IllegalStateException: seven is bad");
    }

    @Test
    void an_aggregator_whose_finish_throws_is_named() {
        DataflowException failure =
                failureOf(() -> Failing.finishingBadly(session).collect());

        assertThat(failure.kind()).isEqualTo(FailureKind.USER_CODE);
        assertThat(failure).hasMessageContaining("'broken' threw java.lang.StringIndexOutOfBoundsException");
    }

    @Test
    void an_action_that_throws_in_the_calling_process_is_passed_on() {
        IllegalStateException failure = catchThrowableOfType(
                IllegalStateException.class, () -> session.range(0, 10).forEach(Failing::throwAtSeven));

        assertThat(failure).hasMessage("seven is bad");
    }

    @Test
    void null_is_refused_wherever_a_function_returns_it() {
        for (Dataset<?> dataset : Failing.returningNull(session)) {
            DataflowException failure = failureOf(dataset::collect);

            assertThat(failure.kind()).isEqualTo(FailureKind.USER_CODE);
            assertThat(failure).hasMessageContaining("returned null; records and keys never are");
        }
    }

    @Test
    void a_reduction_to_null_is_refused() {
        DataflowException failure = failureOf(() -> Failing.reducingToNull(session));

        assertThat(failure.kind()).isEqualTo(FailureKind.USER_CODE);
        assertThat(failure).hasMessageContaining("'reduce' threw").hasMessageContaining("returned null");
    }

    @Test
    void a_session_goes_on_after_a_failed_job() {
        failureOf(() -> Failing.throwing(session).collect());

        assertThat(session.range(0, 1_000).count()).isEqualTo(1_000);
    }

    // ---- what cannot be planned

    @Test
    void a_capture_that_cannot_travel_is_refused_with_operator_line_field_and_remedy() {
        DataflowException failure = failureOf(() -> Failing.capturing(session));

        assertThat(failure.kind()).isEqualTo(FailureKind.INVALID_PLAN);
        assertThat(failure)
                .hasMessageContaining("map at com.acme.Failing.capturing(Failing.java:")
                .hasMessageContaining("thread")
                .hasMessageContaining("java.lang.Thread")
                .hasMessageContaining("make it Serializable");
    }

    @Test
    void a_type_without_codec_is_refused_with_its_path() {
        DataflowException collect =
                failureOf(() -> Failing.withoutCodec(session).collect());
        DataflowException distinct =
                failureOf(() -> Failing.withoutCodec(session).distinct());

        assertThat(collect.kind()).isEqualTo(FailureKind.INVALID_PLAN);
        assertThat(collect)
                .hasMessageContaining("collect at ")
                .hasMessageContaining(": the record cannot be encoded")
                .hasMessageContaining("Attachment.file")
                .hasMessageContaining("java.io.File");
        assertThat(distinct.kind()).isEqualTo(FailureKind.INVALID_PLAN);
        assertThat(distinct)
                .hasMessageContaining("distinct at ")
                .hasMessageContaining(": the record cannot be encoded");
    }

    @Test
    void a_type_that_was_stated_wrongly_is_told_with_both_types() {
        DataflowException failure =
                failureOf(() -> Failing.ofAnotherType(session).collect());

        assertThat(failure.kind()).isEqualTo(FailureKind.BAD_DATA);
        assertThat(failure).hasMessageContaining("java.lang.Long").hasMessageContaining("String");
    }

    @Test
    void a_sum_that_overflows_fails_the_job_with_a_key_and_without() {
        DataflowException total = failureOf(() -> Failing.sumOverflow(session));
        DataflowException byKey =
                failureOf(() -> Failing.sumOverflowByKey(session).collect());

        assertThat(total.kind()).isEqualTo(FailureKind.BAD_DATA);
        assertThat(total).hasMessageContaining("A sum overflows: " + Long.MAX_VALUE + " + " + Long.MAX_VALUE);
        assertThat(byKey.kind()).isEqualTo(FailureKind.BAD_DATA);
        assertThat(byKey).hasMessageContaining("A sum overflows: ");
    }

    // ---- input and output

    @Test
    void missing_input_is_refused_before_any_work() {
        Path missing = folder.resolve("missing.txt");

        DataflowException failure = failureOf(() -> session.readText(missing).count());

        assertThat(failure.kind()).isEqualTo(FailureKind.BAD_DATA);
        assertThat(failure).hasMessageContaining(missing.toString()).hasMessageContaining("does not exist");
    }

    @Test
    void a_truncated_gzip_file_fails_the_job_and_leaves_no_output() throws IOException {
        Path input = folder.resolve("truncated.gz");
        byte[] whole = gzip("a line of text that repeats\n".repeat(100_000));
        Files.write(input, Arrays.copyOf(whole, whole.length / 2));
        Path output = folder.resolve("output");

        DataflowException failure = failureOf(() -> session.readText(input).write(TextFiles.into(output)));
        engine.close();

        assertThat(failure.kind()).isEqualTo(FailureKind.BAD_DATA);
        assertThat(failure).hasMessageContaining(input + " is not a whole gzip file");
        assertThat(OutputFiles.names(folder))
                .allMatch(name -> name.startsWith("spill-") || name.equals("truncated.gz"));
    }

    private static byte[] gzip(String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream packed = new GZIPOutputStream(bytes)) {
            packed.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }

    @Test
    void an_output_folder_that_is_not_empty_is_refused_before_any_work() throws IOException {
        Path output = Files.createDirectory(folder.resolve("output"));
        Files.writeString(output.resolve("mine.txt"), "precious");

        DataflowException failure = failureOf(() -> Failing.throwing(session).write(TextFiles.into(output)));

        assertThat(failure.kind()).isEqualTo(FailureKind.INVALID_PLAN);
        assertThat(failure).hasMessageContaining(output + " is not empty");
        assertThat(OutputFiles.names(output)).containsExactly("mine.txt");
    }

    @Test
    void staged_output_of_a_failed_job_is_removed() throws IOException {
        Path output = folder.resolve("output");

        failureOf(() -> Failing.throwing(session).write(TextFiles.into(output)));
        engine.close();

        assertThat(OutputFiles.names(folder)).allMatch(name -> name.startsWith("spill-"));
    }

    @Test
    void a_spill_folder_that_is_a_file_is_refused_by_name() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");

        DataflowException failure =
                failureOf(() -> Session.local(SessionOptions.defaults().spillDirectory(file)));

        assertThat(failure.kind()).isEqualTo(FailureKind.RESOURCES);
        assertThat(failure).hasMessageContaining(file.toString()).hasMessageContaining("name one that can be written");
    }

    @Test
    void a_spill_folder_that_cannot_be_written_is_refused_by_name() throws IOException {
        Path locked = Files.createDirectory(folder.resolve("locked"));
        assertThat(locked.toFile().setWritable(false)).isTrue();
        Path refusing = Files.isWritable(locked) ? Path.of("/proc/self") : locked;
        Assumptions.assumeTrue(Files.isDirectory(refusing), "no folder here that refuses writes");

        DataflowException failure =
                failureOf(() -> Session.local(SessionOptions.defaults().spillDirectory(refusing)));

        assertThat(failure.kind()).isEqualTo(FailureKind.RESOURCES);
        assertThat(failure).hasMessageContaining(refusing.toString());
    }

    @Test
    void a_closed_session_refuses_jobs() {
        session.close();

        DataflowException failure = failureOf(() -> session.range(0, 3).count());

        assertThat(failure.kind()).isEqualTo(FailureKind.CONNECTION);
        assertThat(failure).hasMessageContaining("closed");
    }
}
