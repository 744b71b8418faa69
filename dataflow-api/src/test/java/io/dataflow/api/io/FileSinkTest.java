package io.dataflow.api.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dataflow.api.failure.DataflowException;
import io.dataflow.api.failure.FailureKind;
import io.dataflow.api.text.Text;
import io.dataflow.testing.Seeds;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
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
        Path gathering = interruptAfterManifest(committables);
        Files.move(
                staged().resolve("stage-3-task-0-attempt-0"),
                gathering.resolve("part-00000"),
                StandardCopyOption.ATOMIC_MOVE);

        sink.commit(JOB, committables);

        assertThat(target.resolve("part-00000")).hasContent("a\n");
        assertThat(target.resolve("part-00001")).hasContent("b\n");
        assertThat(names(folder)).containsExactly("target");
    }

    @Test
    void a_commit_that_was_interrupted_between_the_two_renames_of_an_overwrite_is_finished_by_the_next()
            throws IOException {
        sink = TextFiles.into(target).overwrite();
        List<byte[]> committables = List.of(stage(0, 0, "a"));
        interruptAfterManifest(committables);
        setAside("old");

        sink.commit(JOB, committables);

        assertThat(target.resolve("part-00000")).hasContent("a\n");
        assertThat(names(target)).containsExactly("_SUCCESS", "part-00000");
        assertThat(names(folder)).containsExactly("target");
    }

    /** As it looks between the two renames of an overwrite. */
    private void setAside(String file) throws IOException {
        Path aside = Files.createDirectories(staged().resolve("replaced-1").resolve("0"));
        Files.writeString(aside.resolve(file), file);
    }

    @Test
    void a_commit_that_was_interrupted_before_it_deleted_what_it_replaced_is_finished_by_the_next() throws IOException {
        sink = TextFiles.into(target).overwrite();
        List<byte[]> committables = List.of(stage(0, 0, "a"));
        Path gathering = interruptAfterManifest(committables);
        setAside("old");
        Files.move(staged().resolve("stage-3-task-0-attempt-0"), gathering.resolve("part-00000"));
        Files.move(gathering, target);

        sink.commit(JOB, committables);

        assertThat(names(target)).containsExactly("_SUCCESS", "part-00000");
        assertThat(names(folder)).containsExactly("target");
    }

    @Test
    void what_a_later_job_made_of_a_committed_folder_is_left_alone_by_a_commit_that_comes_again() throws IOException {
        sink = TextFiles.into(target).overwrite();
        List<byte[]> committables = List.of(stage(0, 0, "a"));
        Path gathering = interruptAfterManifest(committables);
        setAside("old");
        Files.delete(gathering.resolve("_SUCCESS"));
        Files.delete(gathering);
        sink.commit("job-2", List.of());

        sink.commit(JOB, committables);

        assertThat(target.resolve("_SUCCESS")).hasContent("job-2\n");
        assertThat(names(folder)).containsExactly("target");
    }

    @Test
    void an_abort_between_the_two_renames_leaves_what_somebody_else_brought_there_and_what_was_set_aside()
            throws IOException {
        sink = TextFiles.into(target).overwrite();
        interruptAfterManifest(List.of(stage(0, 0, "a")));
        setAside("old");
        Files.createDirectory(target);
        Files.writeString(target.resolve("mine"), "precious");

        sink.abort(JOB);

        assertThat(names(target)).containsExactly("mine");
        assertThat(names(folder)).hasSize(2).anySatisfy(name -> {
            assertThat(name).startsWith(".target." + JOB + ".replaced-");
            assertThat(names(folder.resolve(name))).containsExactly("old");
        });
    }

    @Test
    void an_abort_that_was_interrupted_is_finished_by_the_next() throws IOException {
        sink = TextFiles.into(target).overwrite();
        interruptAfterManifest(List.of(stage(0, 0, "a")));
        setAside("old");
        Files.move(staged(), folder.resolve(".target." + JOB + ".discarded-1"));

        sink.abort(JOB);

        assertThat(names(folder)).containsExactly("target");
        assertThat(names(target)).containsExactly("old");
    }

    @Test
    void an_abort_between_the_two_renames_of_an_overwrite_puts_the_old_files_back() throws IOException {
        sink = TextFiles.into(target).overwrite();
        interruptAfterManifest(List.of(stage(0, 0, "a")));
        setAside("old");

        sink.abort(JOB);

        assertThat(names(folder)).containsExactly("target");
        assertThat(names(target)).containsExactly("old");
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

    @Test
    void a_committer_that_was_told_of_other_attempts_follows_the_first_manifest() throws IOException {
        List<byte[]> first = List.of(stage(0, 0, "a"), stage(1, 0, "b"));
        List<byte[]> second = List.of(stage(0, 0, "a"), stage(1, 1, "other"));
        interruptAfterManifest(first);

        sink.commit(JOB, second);

        assertThat(target.resolve("part-00001")).hasContent("b\n");
        assertThat(names(folder)).containsExactly("target");
    }

    /** An abort took the folder away while a committer made it ready; the manifest came into one that somebody made anew. */
    @Test
    void a_manifest_in_a_folder_that_was_made_anew_is_no_commit() throws IOException {
        Files.createDirectories(staged());
        Files.writeString(staged().resolve("manifest"), "1\n");

        assertThatThrownBy(() -> sink.commit(JOB, List.of())).isInstanceOf(IOException.class);

        sink.abort(JOB);
        assertThat(names(folder)).isEmpty();
    }

    /** As it looks when a committer stops there: where to gather, and the files, each on a line of its own. */
    private Path interruptAfterManifest(List<byte[]> committables) throws IOException {
        Path gathering = Files.createDirectory(staged().resolve("gathering-1"));
        Files.writeString(gathering.resolve("_SUCCESS"), JOB + "\n");
        Path manifest = Files.writeString(staged().resolve("manifest"), "1\n");
        for (byte[] committable : committables) {
            Files.write(manifest, committable, StandardOpenOption.APPEND);
        }
        return gathering;
    }

    @Seeds(300)
    void committers_and_an_abort_at_the_same_time_leave_all_of_one_list_or_what_was_there(Random random)
            throws Exception {
        boolean overwrites = random.nextBoolean();
        if (overwrites) {
            sink = TextFiles.into(target).overwrite();
            Files.createDirectory(target);
            Files.writeString(target.resolve("old-1"), "old");
            Files.writeString(target.resolve("old-2"), "old");
        }
        int tasks = random.nextInt(4);
        List<byte[]> first = new ArrayList<>();
        List<byte[]> second = new ArrayList<>();
        for (int task = 0; task < tasks; task++) {
            byte[] shared = stage(task, 0, "attempt 0 of " + task);
            first.add(shared);
            second.add(random.nextBoolean() ? shared : stage(task, 1, "attempt 1 of " + task));
        }
        List<List<String>> whole = List.of(contents(first), contents(second));
        List<Callable<Boolean>> actions = new ArrayList<>(List.of(
                () -> commits(first), () -> commits(second), () -> commits(random.nextBoolean() ? first : second)));
        boolean aborts = random.nextInt(3) == 0;
        if (aborts) {
            actions.add(() -> {
                sink.abort(JOB);
                return false;
            });
        }
        Collections.shuffle(actions, random);

        boolean committed = runAtOnce(actions);
        sink.abort(JOB);

        if (committed || !aborts) {
            assertThat(committed).isTrue();
            assertThat(target.resolve("_SUCCESS")).hasContent(JOB + "\n");
            assertThat(whole).contains(contentsOfParts());
        } else if (overwrites) {
            assertThat(names(target)).containsExactly("old-1", "old-2");
        } else {
            assertThat(target).doesNotExist();
        }
        assertThat(names(folder)).isSubsetOf("target");
    }

    private boolean commits(List<byte[]> committables) {
        try {
            sink.commit(JOB, committables);
            return true;
        } catch (IOException | DataflowException failure) {
            return false;
        }
    }

    /** Whether one of them did what it was to do. */
    private static boolean runAtOnce(List<Callable<Boolean>> actions) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(actions.size());
        try {
            boolean any = false;
            for (Future<Boolean> result : threads.invokeAll(actions)) {
                any |= result.get();
            }
            return any;
        } finally {
            threads.shutdown();
        }
    }

    private List<String> contents(List<byte[]> committables) throws IOException {
        List<String> contents = new ArrayList<>();
        for (byte[] committable : committables) {
            for (StagedFile.Staged file : StagedFile.Staged.decode(committable)) {
                contents.add(Files.readString(staged().resolve(file.fileName())));
            }
        }
        return contents;
    }

    private List<String> contentsOfParts() throws IOException {
        List<String> contents = new ArrayList<>();
        for (String name : names(target)) {
            if (name.startsWith("part-")) {
                contents.add(Files.readString(target.resolve(name)));
            }
        }
        return contents;
    }
}
