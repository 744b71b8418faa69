package io.dataflow.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dataflow.api.ErrorPolicy;
import io.dataflow.api.OnePass;
import io.dataflow.api.Pair;
import io.dataflow.api.Session;
import io.dataflow.api.codec.ValueType;
import io.dataflow.api.failure.DataflowException;
import io.dataflow.api.io.FileSink;
import io.dataflow.api.testing.ReferenceSession;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What files hold after a job has written them. */
class FileSinksTest {
    @TempDir
    private Path folder;

    private final Session session = ReferenceSession.open();

    record Segment(int nation, String name) {}

    record Revenue(Segment segment, double total, Optional<LocalDate> latest) {}

    @AfterEach
    void close() {
        session.close();
    }

    private Path target() {
        return folder.resolve("target");
    }

    private String part(String name) throws IOException {
        return Files.readString(target().resolve(name));
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(target())) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void csv_has_a_header_and_columns_for_records_within_records() throws IOException {
        session.fromIterable(
                        List.of(
                                new Revenue(new Segment(1, "a,b"), 2.5, Optional.of(LocalDate.of(2026, 1, 2))),
                                new Revenue(null, 3, Optional.empty())),
                        Revenue.class)
                .write(Csv.into(target()));

        assertThat(names()).containsExactly("_SUCCESS", "part-00000.csv");
        assertThat(part("part-00000.csv"))
                .isEqualTo("segment.nation,segment.name,total,latest\n1,\"a,b\",2.5,2026-01-02\n,,3.0,\n");
    }

    @Test
    void csv_keeps_null_and_empty_apart_and_quotes_what_must_be_quoted() throws IOException {
        session.fromIterable(
                        Arrays.asList(
                                new Segment(1, null),
                                new Segment(2, ""),
                                new Segment(3, "NA"),
                                new Segment(4, "\"x\"\n")),
                        Segment.class)
                .write(Csv.<Segment>format()
                        .nulls("NA")
                        .header(false)
                        .delimiter(';')
                        .into(target()));

        assertThat(part("part-00000.csv")).isEqualTo("1;NA\n2;\n3;\"NA\"\n4;\"\"\"x\"\"\n\"\n");
    }

    @Test
    void csv_takes_pairs_single_values_and_rows() throws IOException {
        session.range(0, 2).map(n -> Pair.of("k" + n, n)).write(Csv.into(target()));
        assertThat(part("part-00000.csv")).isEqualTo("first,second\nk0,0\nk1,1\n");

        session.range(0, 2).write(Csv.<Long>format().columns("n").into(folder.resolve("numbers")));
        assertThat(folder.resolve("numbers/part-00000.csv")).hasContent("n\n0\n1\n");

        session.fromIterable(List.of(new CsvRow(List.of("x", "y"), Arrays.asList("1", null))), CsvRow.class)
                .write(Csv.into(folder.resolve("rows")));
        assertThat(folder.resolve("rows/part-00000.csv")).hasContent("x,y\n1,\n");
    }

    @Test
    void a_file_without_records_has_a_header_when_the_type_is_known() throws IOException {
        session.fromIterable(List.<Segment>of(), Segment.class).write(Csv.into(target()));

        assertThat(part("part-00000.csv")).isEqualTo("nation,name\n");
    }

    @Test
    void the_type_is_known_to_sinks_of_a_pass_and_of_dead_letters_too() throws IOException {
        Path letters = folder.resolve("letters");
        OnePass pass = session.onePass();

        pass.write(
                session.fromIterable(List.of(new Segment(1, "a")), Segment.class)
                        .filter(segment -> segment.nation() > 1)
                        .onError(ErrorPolicy.deadLetters(Csv.into(letters))),
                Csv.into(target()));
        pass.run();

        assertThat(part("part-00000.csv")).isEqualTo("nation,name\n");
        assertThat(letters.resolve("part-00000.csv")).hasContent("record.nation,record.name,operator,error\n");
    }

    @Test
    void types_that_cannot_be_written_are_refused_before_any_work() {
        assertThatThrownBy(() -> session.range(0, 1).map(n -> List.of(n)).write(Csv.into(target())))
                .isInstanceOf(DataflowException.class)
                .hasMessageContaining("List cannot be a column")
                .hasMessageContaining("JsonLines");
        assertThatThrownBy(() -> session.range(0, 1)
                        .map(n -> new Segment(1, "a"))
                        .write(Csv.<Segment>format().columns("one").into(target())))
                .hasMessageContaining("1 names are given for 2 columns");
        assertThatThrownBy(() -> session.onePass().write(session.range(0, 1).map(n -> List.of(n)), Csv.into(target())))
                .hasMessageContaining("List cannot be a column");
        assertThat(target()).doesNotExist();
    }

    @Test
    void json_lines_have_all_components_and_one_value_each() throws IOException {
        session.fromIterable(
                        List.of(
                                new Revenue(
                                        new Segment(1, "\u00e4\n"), Double.NaN, Optional.of(LocalDate.of(2026, 1, 2))),
                                new Revenue(null, 3, Optional.empty())),
                        Revenue.class)
                .write(JsonLines.into(target()));

        assertThat(names()).containsExactly("_SUCCESS", "part-00000.jsonl");
        assertThat(part("part-00000.jsonl"))
                .isEqualTo(
                        "{\"segment\":{\"nation\":1,\"name\":\"\u00e4\\n\"},\"total\":\"NaN\",\"latest\":\"2026-01-02\"}\n"
                                + "{\"segment\":null,\"total\":3.0,\"latest\":null}\n");
    }

    @Test
    void json_lines_take_plain_values() throws IOException {
        session.fromIterable(List.of("s", 7, List.of(1, true), Map.of("a", 1.5), Pair.of(1, "x")))
                .write(JsonLines.into(target()));

        assertThat(part("part-00000.jsonl"))
                .isEqualTo("\"s\"\n7\n[1,true]\n{\"a\":1.5}\n{\"first\":1,\"second\":\"x\"}\n");
    }

    @Test
    void a_file_that_has_reached_the_target_size_is_followed_by_another_with_a_header_of_its_own() throws IOException {
        session.range(0, 5).write(Csv.<Long>into(target()).targetFileSize(9));

        assertThat(names()).containsExactly("_SUCCESS", "part-00000.csv", "part-00001.csv", "part-00002.csv");
        assertThat(part("part-00000.csv")).isEqualTo("value\n0\n1\n");
        assertThat(part("part-00002.csv")).isEqualTo("value\n4\n");
    }

    @Test
    void packed_files_say_so_in_their_names_and_are_read_again() throws Exception {
        for (String extension : List.of(".gz", ".lz4", ".zst")) {
            Path packed = folder.resolve("packed" + extension.substring(1));
            session.range(0, 1000)
                    .write(JsonLines.<Long>into(packed).compressed(extension).targetFileSize(100));

            assertThat(packed.resolve("part-00000.jsonl" + extension)).exists();
            assertThat(session.read(JsonLines.files(packed).as(Long.class)).collect())
                    .isEqualTo(session.range(0, 1000).collect());
        }
        assertThatThrownBy(() -> JsonLines.into(target()).compressed(".rar")).hasMessageContaining(".rar");
    }

    @Test
    void text_that_utf8_does_not_have_fails_the_job_and_leaves_nothing() throws IOException {
        assertThatThrownBy(() -> session.fromIterable(List.of("x"))
                        .map(x -> new Segment(1, "\ud800"))
                        .write(Csv.into(target())))
                .isInstanceOf(DataflowException.class);

        assertThat(target()).doesNotExist();
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void a_type_is_looked_at_when_the_first_record_is_there_if_nobody_knows_it() throws IOException {
        FileSink<Object> sink = Csv.into(target());

        assertThat(sink.forType(ValueType.UNKNOWN).describe()).isEqualTo("CSV into " + target());
        session.fromIterable(List.<Object>of(new Segment(1, "a")))
                .as(Object.class)
                .write(sink);

        assertThat(part("part-00000.csv")).isEqualTo("nation,name\n1,a\n");
    }
}
