package io.dataflow.api.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dataflow.api.failure.DataflowException;
import io.dataflow.api.failure.FailureKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which files are read, and how they are split. */
class TextFilesTest {
    @TempDir
    private Path folder;

    @BeforeEach
    void makeFiles() throws IOException {
        for (String name :
                List.of("b.txt", "a.txt", "deep/er/c.txt", "deep/d.log", ".hidden", "_SUCCESS", "_tmp/e.txt")) {
            Path file = folder.resolve(name);
            Files.createDirectories(file.getParent());
            Files.writeString(file, name + "\n");
        }
    }

    private List<String> namesOf(TextFiles files) throws IOException {
        return files.splits().stream()
                .map(split -> folder.relativize(Path.of(split.path())).toString())
                .toList();
    }

    @Test
    void a_file_is_read_by_its_name_whatever_that_is() throws IOException {
        assertThat(namesOf(TextFiles.of(folder.resolve("b.txt")))).containsExactly("b.txt");
        assertThat(namesOf(TextFiles.of(folder.resolve(".hidden")))).containsExactly(".hidden");
    }

    @Test
    void a_folder_is_all_files_below_it_but_hidden_and_unfinished_ones() throws IOException {
        assertThat(namesOf(TextFiles.of(folder))).containsExactly("a.txt", "b.txt", "deep/d.log", "deep/er/c.txt");
    }

    @Test
    void globs_match_within_a_folder_or_below_it() throws IOException {
        assertThat(namesOf(TextFiles.of(folder + "/*.txt"))).containsExactly("a.txt", "b.txt");
        assertThat(namesOf(TextFiles.of(folder + "/**.txt"))).containsExactly("a.txt", "b.txt", "deep/er/c.txt");
        assertThat(namesOf(TextFiles.of(folder + "/{a,b}.txt"))).containsExactly("a.txt", "b.txt");
        assertThat(namesOf(TextFiles.of(folder + "/?.txt"))).containsExactly("a.txt", "b.txt");
    }

    @Test
    void a_file_that_is_named_twice_is_read_once() throws IOException {
        assertThat(namesOf(TextFiles.of(folder + "/a.txt", folder + "/*.txt", folder + "/deep/../a.txt")))
                .containsExactly("a.txt", "b.txt");
    }

    @Test
    void a_name_with_the_characters_of_globs_is_found_as_it_is_written() throws IOException {
        Files.writeString(folder.resolve("data[1].txt"), "x\n");

        assertThat(namesOf(TextFiles.of(folder + "/data[1].txt"))).containsExactly("data[1].txt");
        assertThat(namesOf(TextFiles.of(folder.resolve("data[1].txt")))).containsExactly("data[1].txt");
    }

    @Test
    void what_is_missing_or_matches_nothing_is_refused_by_name() {
        for (TextFiles files : List.of(
                TextFiles.of(folder.resolve("nothing.txt")),
                TextFiles.of(folder + "/*.csv"),
                TextFiles.of(folder + "/nowhere/*.txt"))) {
            assertThatThrownBy(files::splits)
                    .isInstanceOfSatisfying(DataflowException.class, failure -> assertThat(failure.kind())
                            .isEqualTo(FailureKind.BAD_DATA))
                    .hasMessageContaining(folder.toString());
        }
    }

    @Test
    void splits_cover_a_file_without_gap_or_overlap() throws IOException {
        Path file = Files.writeString(folder.resolve("large"), "x".repeat(1_000));

        List<FileSplit> splits = TextFiles.of(file).splitBytes(300).splits();

        assertThat(splits).extracting(FileSplit::start).containsExactly(0L, 300L, 600L, 900L);
        assertThat(splits).extracting(FileSplit::end).containsExactly(300L, 600L, 900L, 1_000L);
        assertThat(splits).allMatch(split -> split.fileBytes() == 1_000 && !split.compressed());
    }

    @Test
    void an_empty_file_has_no_split() throws IOException {
        assertThat(TextFiles.of(Files.createFile(folder.resolve("empty"))).splits())
                .isEmpty();
    }

    @Test
    void more_than_a_million_splits_are_refused() throws IOException {
        Path file = Files.write(folder.resolve("large"), new byte[1_000_001]);

        assertThatThrownBy(() -> TextFiles.of(file).splitBytes(1).splits())
                .isInstanceOf(DataflowException.class)
                .hasMessageContaining("Splits of 1 bytes make more than 1000000 of them")
                .hasMessageContaining("use larger splits");
    }

    @Test
    void no_path_and_no_split_size_are_refused() {
        assertThatThrownBy(TextFiles::of).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> TextFiles.of("a").splitBytes(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("got 0");
    }

    @Test
    void strings_have_no_byte_order_mark_and_the_bytes_have_it() throws Exception {
        Path file = folder.resolve("marked");
        Files.write(file, new byte[] {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF, 'a', '\n', (byte) 0xFF, '\n'});
        Source<String> strings = TextFiles.of(file).splitBytes(2).strings();
        List<String> lines = new ArrayList<>();
        for (Split split : strings.splits()) {
            try (SourceReader<String> reader = strings.open(split)) {
                while (reader.poll(lines::add) == SourceReader.Poll.MORE) {
                    assertThat(reader.readBytes()).isLessThanOrEqualTo(split.sizeBytes());
                }
            }
        }

        assertThat(lines).containsExactly("a", "\uFFFD");
    }

    @Test
    void it_describes_itself_by_its_paths() {
        assertThat(TextFiles.of("a", "b/*.txt").describe()).isEqualTo("text a, b/*.txt");
        assertThat(TextFiles.of("a").strings().describe()).isEqualTo("text a");
    }
}
