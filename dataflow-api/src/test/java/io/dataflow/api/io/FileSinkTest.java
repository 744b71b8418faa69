package io.dataflow.api.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dataflow.api.failure.DataflowException;
import io.dataflow.api.failure.FailureKind;
import io.dataflow.api.text.Text;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileSinkTest {
    private static final String JOB = "job-1";

    @TempDir
    private Path folder;

    private Path target;
    private Sink<Object> sink;

    @BeforeEach
    void open() {
        target = folder.resolve("target");
        sink = TextFiles.into(target);
    }

    private byte[] stage(int task, int attempt, Object... records) throws IOException {
        try (SinkWriter<Object> writer = sink.open(new Sink.Staging(JOB, 3, task, attempt))) {
            for (Object record : records) {
                writer.write(record);
            }
            return writer.finish();
        }
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private Path staged() {
        return folder.resolve(".target." + JOB + ".staged");
    }

    @Test
    void a_commit_makes_numbered_parts_and_a_mark_visible_at_once() throws IOException {
        byte[] first = stage(0, 0, "a", "b");
        byte[] second = stage(1, 0, Text.of("c"), 7);
        boolean visibleBefore = Files.exists(target);

        sink.commit(JOB, List.of(first, second));

        assertThat(visibleBefore).isFalse();
        assertThat(names(target)).containsExactly("_SUCCESS", "part-00000", "part-00001");
        assertThat(target.resolve("part-00000")).hasContent("a\nb\n");
        assertThat(target.resolve("part-00001")).hasContent("c\n7\n");
        assertThat(target.resolve("_SUCCESS")).hasContent(JOB + "\n");
        assertThat(names(folder)).containsExactly("target");
    }

    @Test
    void an_empty_folder_is_replaced() throws IOException {
        Files.createDirectory(target);
        sink.check();

        sink.commit(JOB, List.of(stage(0, 0, "a")));

        assertThat(names(target)).containsExactly("_SUCCESS", "part-00000");
    }

    @Test
    void a_commit_without_parts_leaves_a_mark_only() throws IOException {
        sink.commit(JOB, List.of());

        assertThat(names(target)).containsExactly("_SUCCESS");
    }

    @Test
    void committing_twice_is_committing_once() throws IOException {
        List<byte[]> committables = List.of(stage(0, 0, "a"), stage(1, 0, "b"));

        sink.commit(JOB, committables);
        sink.commit(JOB, committables);

        assertThat(names(target)).containsExactly("_SUCCESS", "part-00000", "part-00001");
        assertThat(target.resolve("part-00001")).hasContent("b\n");
        assertThat(names(folder)).containsExactly("target");
    }

    @Test
    void a_commit_that_was_interrupted_while_gathering_is_finished_by_the_next() throws IOException {
        List<byte[]> committables = List.of(stage(0, 0, "a"), stage(1, 2, "b"));
        Path gathered = Files.createDirectories(staged().resolve("gathered"));
        Files.move(
                staged().resolve("stage-3-task-0-attempt-0"),
                gathered.resolve("part-00000"),
                StandardCopyOption.ATOMIC_MOVE);

        sink.commit(JOB, committables);

        assertThat(target.resolve("part-00000")).hasContent("a\n");
        assertThat(target.resolve("part-00001")).hasContent("b\n");
    }

    @Test
    void a_commit_that_was_interrupted_before_its_last_step_is_finished_by_the_next() throws IOException {
        List<byte[]> committables = List.of(stage(0, 0, "a"));
        Path gathered = Files.createDirectories(staged().resolve("gathered"));
        Files.move(staged().resolve("stage-3-task-0-attempt-0"), gathered.resolve("part-00000"));
        Files.writeString(gathered.resolve("_SUCCESS"), JOB.substring(0, 2));

        sink.commit(JOB, committables);

        assertThat(target.resolve("_SUCCESS")).hasContent(JOB + "\n");
    }

    @Test
    void a_commit_that_was_interrupted_before_it_cleaned_up_is_finished_by_the_next() throws IOException {
        List<byte[]> committables = List.of(stage(0, 0, "a"));
        sink.commit(JOB, committables);
        Files.createDirectory(staged());
        Files.writeString(staged().resolve("stage-3-task-0-attempt-9"), "late");

        sink.commit(JOB, committables);

        assertThat(names(folder)).containsExactly("target");
        assertThat(names(target)).containsExactly("_SUCCESS", "part-00000");
    }

    @Test
    void what_losing_attempts_staged_is_never_visible() throws IOException {
        byte[] loser = stage(0, 0, "loser");
        byte[] winner = stage(0, 1, "winner");

        sink.commit(JOB, List.of(winner));

        assertThat(loser).isNotEqualTo(winner);
        assertThat(names(target)).containsExactly("_SUCCESS", "part-00000");
        assertThat(target.resolve("part-00000")).hasContent("winner\n");
        assertThat(names(folder)).containsExactly("target");
    }

    @Test
    void an_attempt_that_does_not_finish_leaves_no_file() throws IOException {
        try (SinkWriter<Object> writer = sink.open(new Sink.Staging(JOB, 3, 0, 0))) {
            writer.write("a");
        }

        assertThat(names(staged())).isEmpty();
    }

    @Test
    void an_abort_removes_all_that_was_staged_and_may_come_again() throws IOException {
        stage(0, 0, "a");
        stage(1, 0, "b");

        sink.abort(JOB);
        sink.abort(JOB);

        assertThat(names(folder)).isEmpty();
    }

    @Test
    void an_abort_after_a_commit_leaves_what_is_committed() throws IOException {
        sink.commit(JOB, List.of(stage(0, 0, "a")));

        sink.abort(JOB);

        assertThat(names(target)).containsExactly("_SUCCESS", "part-00000");
    }

    @Test
    void the_work_of_another_job_is_left_alone() throws IOException {
        byte[] mine = stage(0, 0, "a");

        sink.abort("job-2");
        sink.commit(JOB, List.of(mine));

        assertThat(names(target)).containsExactly("_SUCCESS", "part-00000");
    }

    @Test
    void a_folder_that_somebody_filled_meanwhile_is_not_touched() throws IOException {
        byte[] committable = stage(0, 0, "a");
        Files.createDirectory(target);
        Files.writeString(target.resolve("mine"), "precious");

        assertThatThrownBy(() -> sink.commit(JOB, List.of(committable)))
                .isInstanceOf(DataflowException.class)
                .hasMessageContaining("was filled by somebody else");

        assertThat(names(target)).containsExactly("mine");
    }

    @Test
    void a_staged_file_that_is_missing_or_altered_fails_the_commit() throws IOException {
        byte[] missing = stage(0, 0, "a");
        byte[] altered = stage(1, 0, "b");
        Files.delete(staged().resolve("stage-3-task-0-attempt-0"));
        Files.writeString(staged().resolve("stage-3-task-1-attempt-0"), "something else");

        assertThatThrownBy(() -> sink.commit(JOB, List.of(missing))).isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> sink.commit(JOB, List.of(altered)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("has 14 bytes but its writer wrote 2");
        assertThat(target).doesNotExist();
    }

    @Test
    void a_target_that_is_a_file_or_not_empty_is_refused_before_any_work() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "x");
        Path full = Files.createDirectory(folder.resolve("full"));
        Files.writeString(full.resolve("x"), "x");

        assertThatThrownBy(() -> TextFiles.into(file).check())
                .isInstanceOfSatisfying(DataflowException.class, failure -> assertThat(failure.kind())
                        .isEqualTo(FailureKind.INVALID_PLAN))
                .hasMessageContaining(file + " is a file");
        assertThatThrownBy(() -> TextFiles.into(full).check()).hasMessageContaining(full + " is not empty");
        assertThatThrownBy(() -> TextFiles.into(file.resolve("below")).check()).hasMessageContaining("cannot be made");
    }

    @Test
    void lines_longer_than_the_buffer_are_written_in_full() throws IOException {
        String line = "x".repeat(200_000);
        byte[] committable = stage(0, 0, "a", line, "", line, "b");

        sink.commit(JOB, List.of(committable));

        assertThat(Files.readString(target.resolve("part-00000"), StandardCharsets.UTF_8))
                .isEqualTo("a\n" + line + "\n\n" + line + "\nb\n");
    }
}
