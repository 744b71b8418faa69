package io.dataflow.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dataflow.api.Pair;
import io.dataflow.api.codec.TypeRef;
import io.dataflow.api.failure.DataflowException;
import io.dataflow.api.failure.FailureKind;
import io.dataflow.api.io.Source;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CsvFilesTest {
    @TempDir
    private Path folder;

    enum Kind {
        NEW,
        OLD
    }

    record Sale(int id, String name, Double price) {}

    record Typed(
            long id, BigDecimal amount, boolean paid, LocalDate day, Kind kind, Optional<Integer> count, float share) {}

    record Place(double lat, double lon) {}

    record City(String name, Place place) {}

    record Even(int number) {
        Even {
            if (number % 2 != 0) {
                throw new IllegalArgumentException(number + " is odd");
            }
        }
    }

    private CsvFiles csv(String text) throws IOException {
        return csv(text.getBytes(StandardCharsets.UTF_8));
    }

    private CsvFiles csv(byte[] bytes) throws IOException {
        return Csv.files(Files.write(folder.resolve("data.csv"), bytes));
    }

    private static List<List<String>> fields(CsvFiles files) throws Exception {
        return Reading.all(files.rows()).stream().map(CsvRow::fields).toList();
    }

    private static void assertBad(Source<?> source, String... parts) {
        assertThatThrownBy(() -> Reading.all(source))
                .isInstanceOfSatisfying(DataflowException.class, failure -> assertThat(failure.kind())
                        .isEqualTo(FailureKind.BAD_DATA))
                .hasMessageContainingAll(parts);
    }

    @Test
    void columns_go_to_the_components_of_the_same_name_in_any_order() throws Exception {
        CsvFiles files = csv("price,unused,id,name\n2.5,x,1,a\n,y,2,b\n").header(true);

        assertThat(Reading.all(files.as(Sale.class))).containsExactly(new Sale(1, "a", 2.5), new Sale(2, "b", null));
    }

    @Test
    void a_similar_name_is_good_enough_and_the_same_name_is_better() throws Exception {
        CsvFiles files = csv("ID,Na-me,name,_price_\n1,x,a,2\n").header(true);

        assertThat(Reading.all(files.as(Sale.class))).containsExactly(new Sale(1, "a", 2.0));
        assertBad(
                csv("id,Na-me,NAME,price\n1,x,a,2\n").header(true).as(Sale.class),
                "two columns for name: number 2 and number 3");
    }

    @Test
    void without_names_fields_go_to_components_in_order() throws Exception {
        assertThat(Reading.all(csv("1,a,2.5\n2,b,3\n").as(Sale.class)))
                .containsExactly(new Sale(1, "a", 2.5), new Sale(2, "b", 3.0));
    }

    @Test
    void columns_names_those_of_a_file_without_a_header_and_renames_those_of_one_with() throws Exception {
        assertThat(Reading.all(
                        csv("a,1,9,2.5\n").columns("name", "id", "-", "price").as(Sale.class)))
                .containsExactly(new Sale(1, "a", 2.5));
        assertThat(Reading.all(csv("x,y,z\na,1,2.5\n")
                        .header(true)
                        .columns("name", "id", "price")
                        .as(Sale.class)))
                .containsExactly(new Sale(1, "a", 2.5));
    }

    @Test
    void all_kinds_of_values_are_read() throws Exception {
        String text =
                "9223372036854775807,1.50,yes,2026-02-28,OLD,,0.5\n-9223372036854775807, 1e3 ,F,2024-02-29,NEW, 7 ,1\n";

        assertThat(Reading.all(csv(text).as(Typed.class)))
                .containsExactly(
                        new Typed(
                                Long.MAX_VALUE,
                                new BigDecimal("1.50"),
                                true,
                                LocalDate.of(2026, 2, 28),
                                Kind.OLD,
                                Optional.empty(),
                                0.5f),
                        new Typed(
                                -Long.MAX_VALUE,
                                new BigDecimal("1e3"),
                                false,
                                LocalDate.of(2024, 2, 29),
                                Kind.NEW,
                                Optional.of(7),
                                1f));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x",
                "1.5",
                "2147483648",
                "-2147483649",
                "99999999999999999999",
                "1 2",
                "+",
                "-",
                "0x1",
                "\u0661",
                "1e3"
            })
    void what_is_no_int_is_refused(String text) throws Exception {
        assertBad(
                csv("1\n" + text + "\n").as(Integer.class),
                "line 2",
                "column 1 (value)",
                "\"" + text + "\" is not an Integer");
    }

    @Test
    void the_limits_of_integers_are_integers() throws Exception {
        assertThat(Reading.all(csv("2147483647\n-2147483648\n+007\n").as(Integer.class)))
                .containsExactly(Integer.MAX_VALUE, Integer.MIN_VALUE, 7);
        assertThat(Reading.all(csv("-9223372036854775808\n").as(Long.class))).containsExactly(Long.MIN_VALUE);
        assertBad(csv("9223372036854775808\n").as(Long.class), "is not a Long");
    }

    @Test
    void numbers_have_no_letters_at_their_end() throws Exception {
        assertBad(csv("1d\n").as(Double.class), "\"1d\" is not a Double");
        assertThat(Reading.all(csv("NaN\n-Infinity\n1e-3\n").as(Double.class)))
                .containsExactly(Double.NaN, Double.NEGATIVE_INFINITY, 0.001);
    }

    @Test
    void a_record_within_a_record_has_columns_with_dots_and_is_null_when_all_are() throws Exception {
        CsvFiles files = csv("name,place.lat,place.lon\na,1,2\nb,,\n").header(true);

        assertThat(Reading.all(files.as(City.class)))
                .containsExactly(new City("a", new Place(1, 2)), new City("b", null));
        assertBad(csv("a,1,\n").as(City.class), "line 1", "column place.lon", "has no null");
    }

    @Test
    void an_unquoted_empty_field_is_null_and_a_quoted_one_an_empty_string() throws Exception {
        assertThat(fields(csv("a,,\"\"\n"))).containsExactly(Arrays.asList("a", null, ""));
        assertThat(Reading.all(csv("1,,\n2,\"\",\"\"\n").as(Sale.class)))
                .containsExactly(new Sale(1, null, null), new Sale(2, "", null));
    }

    @Test
    void null_tokens_replace_the_empty_one_for_strings_and_are_added_for_everything_else() throws Exception {
        CsvFiles files = csv("1,NA,NA\n2,,\n3,\"NA\",\"\\N\"\n").nulls("NA", "\\N");

        assertThat(Reading.all(files.as(Sale.class)))
                .containsExactly(new Sale(1, null, null), new Sale(2, "", null), new Sale(3, "NA", null));
        assertThat(fields(csv("a,,\n").nulls())).containsExactly(List.of("a", "", ""));
    }

    @Test
    void a_primitive_has_no_null() throws Exception {
        assertBad(csv("1,a,2\n,b,3\n").as(Sale.class), "line 2", "column id", "has no null", ",b,3");
    }

    @Test
    void all_line_ends_end_records_and_a_last_one_may_lack() throws Exception {
        assertThat(fields(csv("a,b\nc,d\r\ne,f\rg,h")))
                .containsExactly(List.of("a", "b"), List.of("c", "d"), List.of("e", "f"), List.of("g", "h"));
    }

    @Test
    void quoted_fields_may_hold_delimiters_quotes_and_line_ends() throws Exception {
        assertThat(fields(csv("\"a,b\",\"say \"\"x\"\"\",\"1\r\n2\n3\"\nd,e,f\n")))
                .containsExactly(List.of("a,b", "say \"x\"", "1\r\n2\n3"), List.of("d", "e", "f"));
    }

    @Test
    void a_quote_inside_an_unquoted_field_is_an_ordinary_character() throws Exception {
        assertThat(fields(csv("5\" pipe,a\"b\"c\n"))).containsExactly(List.of("5\" pipe", "a\"b\"c"));
    }

    @Test
    void blank_lines_and_comments_are_not_data() throws Exception {
        assertThat(fields(csv("\n\n# hello\na,b\n\r\n#x\nc,#d\n\n").comment('#').header(true)))
                .containsExactly(List.of("c", "#d"));
    }

    @Test
    void other_delimiters_and_quotes() throws Exception {
        assertThat(fields(csv("'a;b';c\n").delimiter(';').quote('\''))).containsExactly(List.of("a;b", "c"));
        assertThat(fields(csv("\"a\tb\"\n").delimiter('\t').unquoted())).containsExactly(List.of("\"a", "b\""));
    }

    @Test
    void a_byte_order_mark_is_passed_by_and_utf16_is_refused() throws Exception {
        assertThat(Reading.all(csv("\uFEFFid,name,price\n1,a,2\n").header(true).as(Sale.class)))
                .containsExactly(new Sale(1, "a", 2.0));
        assertThat(fields(csv("\uFEFF\"a,b\",c\n"))).containsExactly(List.of("a,b", "c"));
        assertBad(csv("a,b\n".getBytes(StandardCharsets.UTF_16)).rows(), "UTF-16");
    }

    @Test
    void bytes_that_are_no_text_are_refused_and_charsets_can_be_stated() throws Exception {
        byte[] latin1 = "a,b\nx,K\u00f6ln\n".getBytes(StandardCharsets.ISO_8859_1);

        assertThat(fields(csv(latin1).charset("ISO-8859-1")))
                .containsExactly(List.of("a", "b"), List.of("x", "K\u00f6ln"));
        assertBad(csv(latin1).rows(), "line 2", "column 2", "has bytes that are no text");
        assertThatThrownBy(() -> csv(latin1).charset("UTF-16")).hasMessageContaining("UTF-16 is not read");
    }

    @Test
    void records_with_other_counts_of_fields_are_refused_or_cut_and_filled() throws Exception {
        String text = "id,name,price\n1,a\n2,b,3,4\n";

        assertBad(
                csv(text).header(true).as(Sale.class),
                "line 2",
                "the record has 2 fields where there are 3 columns: 1,a");
        assertThat(Reading.all(csv(text).header(true).ragged(true).as(Sale.class)))
                .containsExactly(new Sale(1, "a", null), new Sale(2, "b", 3.0));
        assertThat(fields(csv(text).header(true).ragged(true)))
                .containsExactly(Arrays.asList("1", "a", null), List.of("2", "b", "3"));
    }

    @Test
    void a_delimiter_at_the_end_of_records_begins_no_field_if_so_stated() throws Exception {
        assertThat(Reading.all(csv("1|a|2|\n2|b|3|\n")
                        .delimiter('|')
                        .trailingDelimiter(true)
                        .as(Sale.class)))
                .containsExactly(new Sale(1, "a", 2.0), new Sale(2, "b", 3.0));
        assertThat(fields(csv("a,b\n1,2,\n3,\n").header(true).trailingDelimiter(true)))
                .containsExactly(List.of("1", "2"), Arrays.asList("3", null));
        assertThat(Reading.all(csv("id,name,price,\n1,a,2\n")
                        .header(true)
                        .trailingDelimiter(true)
                        .as(Sale.class)))
                .containsExactly(new Sale(1, "a", 2.0));
    }

    @Test
    void a_missing_column_is_refused_by_name_or_null() throws Exception {
        CsvFiles files = csv("id,name\n1,a\n").header(true);

        assertBad(files.as(Sale.class), "has no column price; it has id, name");
        assertThat(Reading.all(files.missingColumns(true).as(Sale.class))).containsExactly(new Sale(1, "a", null));
    }

    @Test
    void each_file_has_a_header_of_its_own() throws Exception {
        Files.writeString(folder.resolve("1.csv"), "id,name,price\n1,a,2\n");
        Files.writeString(folder.resolve("2.csv"), "price,id,name\n3,2,b");
        Files.createFile(folder.resolve("3.csv"));
        Files.writeString(folder.resolve("4.csv"), "id,name,price\n");

        assertThat(Reading.all(Csv.files(folder + "/*.csv").header(true).as(Sale.class)))
                .containsExactly(new Sale(1, "a", 2.0), new Sale(2, "b", 3.0));
    }

    @Test
    void lines_before_the_header_are_passed_by_if_so_stated() throws Exception {
        assertThat(fields(csv("some \"text\n\nid,name\n1,a\n").skipLines(2).header(true)))
                .containsExactly(List.of("1", "a"));
    }

    @Test
    void dates_are_read_as_people_write_them() throws Exception {
        record Times(LocalDate day, LocalDateTime time) {}
        CsvFiles files = csv("12/31/2025,2025-12-31 23:59:01\n").pattern(LocalDate.class, "MM/dd/yyyy");

        assertThat(Reading.all(files.as(Times.class)))
                .containsExactly(new Times(LocalDate.of(2025, 12, 31), LocalDateTime.of(2025, 12, 31, 23, 59, 1)));
        assertThatThrownBy(() -> files.pattern(Integer.class, "yyyy")).hasMessageContaining("not for Integer");
        assertBad(csv("2025-02-29\n").as(LocalDate.class), "\"2025-02-29\" is not a LocalDate");
    }

    @Test
    void generic_types_can_be_stated() throws Exception {
        assertThat(Reading.all(csv("a,1\n").as(new TypeRef<Pair<String, Long>>() {})))
                .containsExactly(Pair.of("a", 1L));
    }

    @Test
    void rows_are_found_by_name_and_position() throws Exception {
        CsvRow row = Reading.all(csv("id,name\n1,a\n").header(true).rows()).get(0);

        assertThat(row.get("name")).isEqualTo("a");
        assertThat(row.get(0)).isEqualTo("1");
        assertThatThrownBy(() -> row.get("price")).hasMessageContaining("No column price; there are [id, name]");
    }

    @Test
    void bad_records_are_left_out_up_to_a_limit_and_shown() throws Exception {
        CsvFiles files = csv("1,a,2\nx,b,2\n\"3\"c,c,3\n4,d\n5,e,5\n\"6,f,6\n7,g,7\n");
        SEEN.clear();

        List<Sale> read = Reading.all(files.onBad(BadRecords.skip(4)
                        .shownTo(bad -> SEEN.add(bad.line() + " " + bad.problem() + " | " + bad.text())))
                .as(Sale.class));

        assertThat(read).containsExactly(new Sale(1, "a", 2.0), new Sale(5, "e", 5.0), new Sale(7, "g", 7.0));
        assertThat(SEEN)
                .containsExactly(
                        "2 \"x\" is not an Integer | x,b,2",
                        "3 unexpected character after closing quote: 'c' (0x63) | \"3\"c,c,3",
                        "4 the record has 2 fields where there are 3 columns | 4,d",
                        "6 a quoted field is never closed | \"6,f,6");
        assertBad(
                files.onBad(BadRecords.skip(3)).as(Sale.class), "line 6", "3 bad records of this split were left out");
    }

    private static final List<String> SEEN = new ArrayList<>();

    @Test
    void what_a_constructor_refuses_is_a_bad_record() throws Exception {
        assertThat(Reading.all(csv("2\n3\n4\n").onBad(BadRecords.skip(1)).as(Even.class)))
                .containsExactly(new Even(2), new Even(4));
        assertBad(csv("2\n3\n").as(Even.class), "line 2", "the constructor of Even refused it", "3 is odd");
    }

    @Test
    void a_record_beyond_the_limit_is_refused_with_its_size() throws Exception {
        assertBad(csv("a\n" + "x".repeat(2_000) + "\n").maxRecordBytes(1_000).rows(), "more than 1000 bytes");
        assertBad(
                csv("a\n\"" + "x\n".repeat(2_000))
                        .maxRecordBytes(1_000)
                        .onBad(BadRecords.skip(9))
                        .rows(),
                "more than 1000 bytes",
                "is a quote never closed?");
    }

    @Test
    void a_line_of_200_megabytes_is_refused_within_the_limit() throws Exception {
        Path file = folder.resolve("long.csv");
        byte[] megabyte = "x".repeat(1 << 20).getBytes(StandardCharsets.UTF_8);
        try (var out = Files.newOutputStream(file)) {
            for (int i = 0; i < 200; i++) {
                out.write(megabyte);
            }
        }

        assertBad(Csv.files(file).rows(), "long.csv has a line of more than 16777216 bytes");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 7, 40, 1_000})
    void without_line_ends_in_fields_a_file_is_read_in_parts_whatever_their_size(long splitBytes) throws Exception {
        StringBuilder text = new StringBuilder("\uFEFF# about\n\nid,name,price\r\n");
        List<Sale> expected = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            text.append(i)
                    .append(",\"n, ")
                    .append(i)
                    .append("\",")
                    .append(i / 2.0)
                    .append(i % 3 == 0 ? "\r\n" : "\n");
            expected.add(new Sale(i, "n, " + i, i / 2.0));
        }
        CsvFiles files =
                csv(text.toString()).header(true).comment('#').multiline(false).splitBytes(splitBytes);

        assertThat(Reading.all(files.as(Sale.class))).isEqualTo(expected);
        assertThat(files.as(Sale.class).splits()).hasSize((int)
                ((text.toString().getBytes(StandardCharsets.UTF_8).length + splitBytes - 1) / splitBytes));
        assertThat(files.multiline(true).as(Sale.class).splits()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 5, 1_000})
    void the_line_of_an_error_is_that_of_the_file_in_every_split(long splitBytes) throws Exception {
        assertBad(
                csv("id\n1\n\n3\nx\n5\n")
                        .header(true)
                        .multiline(false)
                        .splitBytes(splitBytes)
                        .as(Integer.class),
                "line 5",
                "\"x\" is not an Integer");
    }

    record Value(int value) {}

    @Test
    void an_open_quote_costs_one_line_where_fields_have_no_line_ends() throws Exception {
        assertThat(fields(csv("a,\"b\nc,d\n").multiline(false).onBad(BadRecords.skip(1))))
                .containsExactly(List.of("c", "d"));
    }

    @Test
    void types_that_are_no_rows_are_refused_when_the_source_is_made() throws Exception {
        record Lists(int id, List<String> names) {}
        record Loop(int id, Loop next) {}
        CsvFiles files = csv("");

        assertThatThrownBy(() -> files.as(Lists.class))
                .hasMessageContaining("names")
                .hasMessageContaining("JsonLines");
        assertThatThrownBy(() -> files.as(Loop.class)).hasMessageContaining("nested more than 20");
        assertThatThrownBy(() -> files.as(Thread.class)).isInstanceOf(DataflowException.class);
    }

    @Test
    void signs_that_cannot_work_are_refused() {
        CsvFiles files = Csv.files("x");

        assertThatThrownBy(() -> files.delimiter('"')).hasMessageContaining("must differ");
        assertThatThrownBy(() -> files.delimiter('\n')).hasMessageContaining("ends no line, got character 10");
        assertThatThrownBy(() -> files.quote('\u00a7')).hasMessageContaining("ASCII");
        assertThatThrownBy(() -> files.maxRecordBytes(0)).hasMessageContaining("got 0");
        assertThatThrownBy(() -> files.skipLines(-1)).hasMessageContaining("got -1");
        assertThatThrownBy(() -> BadRecords.skip(0)).hasMessageContaining("got 0");
    }

    @Test
    void it_describes_itself_by_its_paths() {
        assertThat(Csv.files("a", "b/*.csv").rows().describe()).isEqualTo("CSV a, b/*.csv");
    }
}
