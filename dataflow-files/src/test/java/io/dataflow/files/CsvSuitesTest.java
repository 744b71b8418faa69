package io.dataflow.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dataflow.api.codec.TypeRef;
import io.dataflow.api.failure.DataflowException;
import io.dataflow.api.failure.FailureKind;
import io.dataflow.api.io.Source;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** CSV files of other people's test suites; skipped where there are none. */
class CsvSuitesTest {
    @TempDir
    private Path folder;

    private CsvFiles quirk(String name) throws Exception {
        return file(SampleData.unzipped("tabular/csv-quirks.zip"), name);
    }

    private CsvFiles file(Map<String, byte[]> suite, String name) throws Exception {
        assertThat(suite).containsKey(name);
        return Csv.files(Files.write(folder.resolve("file.csv"), suite.get(name)));
    }

    @Test
    void csv_spectrum_is_read_as_its_json_says() throws Exception {
        Map<String, byte[]> suite = SampleData.unzipped("formats/csv-spectrum.zip");
        int compared = 0;
        for (String name : List.copyOf(suite.keySet())) {
            if (name.endsWith(".csv")) {
                byte[] json = suite.get(name.replace("csvs/", "json/").replace(".csv", ".json"));
                // The only file with bytes that are no UTF-8, in its JSON too.
                String charset = name.contains("location_coordinates") ? "ISO-8859-1" : "UTF-8";
                if (name.contains("newlines_crlf")) {
                    // Where it is kept as text, the line ends that it is about are gone.
                    suite.put(name, crlf(suite.get(name)));
                }
                List<Map<String, String>> rows =
                        Reading.all(file(suite, name)
                                        .header(true)
                                        .nulls()
                                        .charset(charset)
                                        .rows())
                                .stream()
                                .map(CsvSuitesTest::byName)
                                .toList();
                if (name.contains("location_coordinates")) {
                    // The suite has one telephone number in the CSV and another in the JSON.
                    rows.get(0).put("Contact Phone Number", "1234567890");
                }
                assertThat(rows).as(name).isEqualTo(parsed(json, charset));
                compared++;
            }
        }

        assertThat(compared).isEqualTo(12);
    }

    private static byte[] crlf(byte[] text) {
        String lines =
                new String(text, StandardCharsets.UTF_8).replace("\r\n", "\n").replace("\n", "\r\n");
        return lines.getBytes(StandardCharsets.UTF_8);
    }

    private static Map<String, String> byName(CsvRow row) {
        Map<String, String> fields = new LinkedHashMap<>();
        row.columns().forEach(column -> fields.put(column, row.get(column)));
        return fields;
    }

    /** An object, or an array of objects, over several lines. */
    private List<Map<String, String>> parsed(byte[] json, String charset) throws Exception {
        String text = new String(json, Charset.forName(charset))
                .replace("\r", "")
                .replace("\n", " ")
                .strip();
        Path file = Files.writeString(folder.resolve("expected.jsonl"), text.startsWith("[") ? text : "[" + text + "]");
        return Reading.all(JsonLines.files(file).as(new TypeRef<List<Map<String, String>>>() {}))
                .get(0);
    }

    /** Where Python's reader and this one differ: what is there, and what is made of it. */
    private static final Map<String, String> OTHERWISE = Map.of();

    @Test
    void csv_quirks_have_the_records_fields_and_bytes_that_another_reader_finds() throws Exception {
        Map<String, byte[]> suite = SampleData.unzipped("tabular/csv-quirks.zip");
        List<String> expected;
        try (InputStream table = CsvSuitesTest.class.getResourceAsStream("csv-quirks.tsv")) {
            expected = new String(table.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .toList();
        }

        assertThat(expected).hasSameSizeAs(suite.keySet());
        for (String line : expected) {
            String name = line.substring(0, line.indexOf('\t'));
            assertThat(summary(suite, name)).isEqualTo(OTHERWISE.getOrDefault(name, line));
        }
    }

    private String summary(Map<String, byte[]> suite, String name) throws Exception {
        try {
            List<CsvRow> rows = Reading.all(file(suite, name).nulls().rows());
            long fields = rows.stream().mapToLong(CsvRow::size).sum();
            long bytes = rows.stream()
                    .flatMap(row -> row.fields().stream())
                    .mapToLong(field -> field.getBytes(StandardCharsets.UTF_8).length)
                    .sum();
            return name + "\t" + rows.size() + "\t" + fields + "\t" + bytes;
        } catch (DataflowException refused) {
            assertThat(refused.kind()).isEqualTo(FailureKind.BAD_DATA);
            assertThat(refused).hasMessageContaining("file.csv");
            return name + "\trefused\t\t";
        }
    }

    record Flight(String dayNight, long operationNo, LocalDateTime flightDateTime) {}

    record Person(String person, String region) {}

    record Located(int id, String name, double lat, double lon) {}

    record Two(int c1, int c2) {}

    record Nullable(Integer number, String str) {}

    record Dated(LocalDate date, double maximumTemperature, String snowDepth) {}

    @Test
    void times_with_a_pattern() throws Exception {
        assertThat(Reading.all(quirk("17705.csv")
                        .header(true)
                        .pattern(LocalDateTime.class, "yyyy/MM/dd hh:mm:ss a")
                        .as(Flight.class)))
                .hasSize(3)
                .first()
                .isEqualTo(new Flight("Night", 38615452, LocalDateTime.of(2022, 1, 27, 23, 4, 57)));
    }

    @Test
    void a_byte_order_mark_before_the_header() throws Exception {
        assertThat(Reading.all(quirk("people.csv").header(true).as(Person.class)))
                .first()
                .isEqualTo(new Person("Anna Andreadi", "West"));
    }

    @Test
    void delimiters_at_the_end_of_the_header_or_of_the_records() throws Exception {
        assertThat(Reading.all(quirk("locations_header_trailing_comma.csv")
                        .header(true)
                        .trailingDelimiter(true)
                        .as(Located.class)))
                .containsExactly(new Located(1, "name", 0, 0));
        assertThat(Reading.all(quirk("bug_12596.csv")
                        .header(true)
                        .trailingDelimiter(true)
                        .as(Two.class)))
                .containsExactly(new Two(1, 2), new Two(3, 4));
    }

    @Test
    void null_and_empty() throws Exception {
        assertThat(Reading.all(quirk("null_comparison.csv")
                        .header(true)
                        .columns("number", "str")
                        .as(Nullable.class)))
                .containsExactly(new Nullable(42, ""), new Nullable(null, null), new Nullable(88, "a"));
    }

    @Test
    void records_that_are_too_short_or_too_long() throws Exception {
        Source<CsvRow> source = quirk("error.csv").header(true).rows();
        assertThatThrownBy(() -> Reading.all(source))
                .hasMessageContaining("line 3: the record has 3 fields where there are 2 columns: yes,yes,yes");
        assertThat(Reading.all(quirk("error.csv")
                        .header(true)
                        .onBad(BadRecords.skip(2))
                        .rows()))
                .hasSize(1);
        assertThat(Reading.all(quirk("error.csv").header(true).ragged(true).rows()))
                .hasSize(3);
    }

    @Test
    void dates_and_line_ends_of_another_program() throws Exception {
        assertThat(Reading.all(quirk("weather.csv")
                        .header(true)
                        .pattern(LocalDate.class, "d-M-yyyy")
                        .as(Dated.class)))
                .hasSize(366)
                .first()
                .isEqualTo(new Dated(LocalDate.of(2016, 1, 1), 42, "0"));
    }

    @Test
    void quotes_that_are_none() throws Exception {
        Source<CsvRow> source = quirk("thijs_unquoted.csv").delimiter('|').rows();
        assertThatThrownBy(() -> Reading.all(source))
                .hasMessageContaining("line 1")
                .hasMessageContaining("after closing quote");
        assertThat(Reading.all(
                        quirk("thijs_unquoted.csv").delimiter('|').unquoted().rows()))
                .hasSize(4)
                .element(1)
                .extracting(row -> row.get(2))
                .isEqualTo("2012");
    }

    @Test
    void lines_before_the_header() throws Exception {
        assertThat(Reading.all(quirk("nullpadding_header.csv")
                        .skipLines(1)
                        .header(true)
                        .ragged(true)
                        .rows()))
                .first()
                .extracting(row -> row.get("two"))
                .isEqualTo("a");
    }

    @Test
    void utf16_is_refused() throws Exception {
        Source<CsvRow> source = quirk("invalid_utf8.csv").rows();
        assertThatThrownBy(() -> Reading.all(source)).hasMessageContaining("is UTF-16");
    }
}
