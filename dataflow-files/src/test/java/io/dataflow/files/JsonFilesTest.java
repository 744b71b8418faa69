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
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonFilesTest {
    @TempDir
    private Path folder;

    enum Kind {
        NEW,
        OLD
    }

    record Customer(int id, String name, Double credit) {}

    record Line(String article, int count) {}

    record Order(
            long id,
            Optional<LocalDate> day,
            Kind kind,
            List<Line> lines,
            Map<Integer, BigDecimal> taxes,
            Set<String> tags,
            int[] codes,
            byte[] picture,
            Instant at) {}

    sealed interface Shape permits Circle {}

    record Circle(int radius) implements Shape {}

    record Holder(Shape shape) {}

    record Tree(String name, List<Tree> children) {}

    private JsonFiles json(String text) throws IOException {
        return json(text.getBytes(StandardCharsets.UTF_8));
    }

    private JsonFiles json(byte[] bytes) throws IOException {
        return JsonLines.files(Files.write(folder.resolve("data.jsonl"), bytes));
    }

    private static void assertBad(Source<?> source, String... parts) {
        assertThatThrownBy(() -> Reading.all(source))
                .isInstanceOfSatisfying(DataflowException.class, failure -> assertThat(failure.kind())
                        .isEqualTo(FailureKind.BAD_DATA))
                .hasMessageContainingAll(parts);
    }

    @Test
    void properties_go_to_components_in_any_order_and_others_are_passed_by() throws Exception {
        JsonFiles files = json("{\"name\":\"a\",\"x\":{\"id\":[7]},\"id\":1,\"credit\":2}\n\n {\"id\":2} \r\n");

        assertThat(Reading.all(files.as(Customer.class)))
                .containsExactly(new Customer(1, "a", 2.0), new Customer(2, null, null));
        assertBad(files.strict(true).as(Customer.class), "line 1", "no component has the name x");
    }

    @Test
    void a_similar_name_is_good_enough_and_the_same_name_is_better() throws Exception {
        assertThat(Reading.all(
                        json("{\"ID\":1,\"name\":\"a\",\"Na_me\":\"b\"}\n{\"NAME\":\"c\",\"id\":2,\"name\":\"d\"}")
                                .as(Customer.class)))
                .containsExactly(new Customer(1, "a", null), new Customer(2, "d", null));
    }

    @Test
    void records_lists_maps_and_all_kinds_of_values_are_read() throws Exception {
        Order order = Reading.all(
                        json("{\"id\":7,\"day\":\"2026-01-31\",\"kind\":\"OLD\",\"lines\":[{\"article\":\"x\",\"count\":2},null],"
                                        + "\"taxes\":{\"19\":1.50},\"tags\":[\"b\",\"a\"],\"codes\":[3,4],\"picture\":\"AQI=\","
                                        + "\"at\":\"2026-01-31T10:00:00Z\"}")
                                .as(Order.class))
                .get(0);

        assertThat(order.day()).contains(LocalDate.of(2026, 1, 31));
        assertThat(order.kind()).isEqualTo(Kind.OLD);
        assertThat(order.lines()).containsExactly(new Line("x", 2), null);
        assertThat(order.taxes()).isEqualTo(Map.of(19, new BigDecimal("1.50")));
        assertThat(order.tags()).containsExactly("b", "a");
        assertThat(order.codes()).containsExactly(3, 4);
        assertThat(order.picture()).containsExactly(1, 2);
        assertThat(order.at()).isEqualTo(Instant.parse("2026-01-31T10:00:00Z"));
    }

    @Test
    void a_type_may_contain_itself() throws Exception {
        assertThat(Reading.all(json("{\"name\":\"a\",\"children\":[{\"name\":\"b\",\"children\":[]}]}")
                        .as(Tree.class)))
                .containsExactly(new Tree("a", List.of(new Tree("b", List.of()))));
    }

    @Test
    void plain_values_are_maps_lists_strings_numbers_and_booleans() throws Exception {
        assertThat(Reading.all(json("{\"a\":[1,2.5,\"x\",true,null,{}]}\n12345678901234567890\n\"s\"\n[]\nfalse\n")
                        .values()))
                .containsExactly(
                        Map.of("a", java.util.Arrays.asList(1L, 2.5, "x", true, null, Map.of())),
                        new BigInteger("12345678901234567890"),
                        "s",
                        List.of(),
                        false);
        assertThat(Reading.all(json("{\"a\":1}").maps())).containsExactly(Map.of("a", 1L));
        assertBad(json("[1]").maps(), "an array is not an object");
    }

    @Test
    void generic_types_can_be_stated() throws Exception {
        assertThat(Reading.all(json("{\"first\":\"a\",\"second\":[1]}").as(new TypeRef<Pair<String, List<Long>>>() {})))
                .containsExactly(Pair.of("a", List.of(1L)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    {"id":1.5}                | column 7 (/id)      | 1.5 is not of the type Integer
                    {"id":2147483648}         | column 7 (/id)      | is not of the type Integer
                    {"id":99999999999999999999}| column 7 (/id)     | is not of the type Integer
                    {"id":"1"}                | column 7 (/id)      | a string is not a number (Integer)
                    {"id":null}               | column              | id is null, and Integer as a primitive has no null
                    {"name":"a"}              | column              | id is missing
                    {"id":1,"name":2}         | column 16 (/name)   | a number is not a String
                    {"id":1,"name":["a"]}     | column 16 (/name)   | an array is not a String
                    {"id":1,"credit":true}    | column 18 (/credit) | a boolean is not a number (Double)
                    [1]                       | column 1            | an array is not an object
                    null                      |                     | the value is null
                    {"id":1} x                | column 10           | Unrecognized token 'x'
                    {"id":1}{"id":2}          | column 9            | there is more behind the value
                    {"id":1                   | column              | Unexpected end-of-input
                    {'id':1}                  | column 2            | Unexpected character (''' (code 39))
                    {"id":1,}                 | column 9            | Unexpected character ('}' (code 125))
                    {"id":01}                 | column 8            | Invalid numeric value
                    """)
    void what_does_not_fit_is_refused_with_line_column_and_property(String line, String place, String problem)
            throws Exception {
        assertBad(
                json("{\"id\":1}\n" + line.strip() + "\n").as(Customer.class),
                "data.jsonl, line 2",
                place == null ? "" : place,
                problem,
                line.strip());
    }

    @Test
    void whole_numbers_may_be_written_with_a_point_and_doubles_may_be_no_numbers() throws Exception {
        assertThat(Reading.all(json("{\"id\":7.0,\"credit\":\"NaN\"}").as(Customer.class)))
                .containsExactly(new Customer(7, null, Double.NaN));
    }

    @Test
    void bytes_that_are_no_text_are_refused() throws Exception {
        byte[] line = "{\"id\":1,\"name\":\"K\u00f6ln\"}".getBytes(StandardCharsets.ISO_8859_1);

        assertBad(json(line).as(Customer.class), "line 1", "Invalid UTF-8");
    }

    @Test
    void a_byte_order_mark_is_passed_by() throws Exception {
        assertThat(Reading.all(json("\uFEFF{\"id\":1}\n").as(Customer.class)))
                .containsExactly(new Customer(1, null, null));
    }

    @Test
    void bad_lines_are_left_out_up_to_a_limit() throws Exception {
        JsonFiles files = json("{\"id\":1}\n{\n{\"id\":\"x\"}\n{\"id\":4}\n");

        assertThat(Reading.all(files.onBad(BadRecords.skip(2)).as(Customer.class)))
                .extracting(Customer::id)
                .containsExactly(1, 4);
        assertBad(files.onBad(BadRecords.skip(1)).as(Customer.class), "line 3", "1 bad records of this split");
    }

    @Test
    void nesting_without_end_is_a_bad_line() throws Exception {
        assertBad(json("[".repeat(100_000)).values(), "line 1", "depth");
    }

    @Test
    void a_line_beyond_the_limit_is_refused_with_its_size() throws Exception {
        assertBad(
                json("\"" + "x".repeat(2_000) + "\"").maxRecordBytes(1_000).values(),
                "has a line of more than 1000 bytes");
        assertBad(json("\"" + "x".repeat(2 << 20) + "\"").maxRecordBytes(1_000).values(), "more than 1000 bytes");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 3, 10, 64, 10_000})
    void lines_and_their_numbers_are_the_same_whatever_the_splits(long splitBytes) throws Exception {
        StringBuilder text = new StringBuilder();
        List<Object> expected = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            text.append(i).append(i % 3 == 0 ? "\r\n" : "\n");
            expected.add((long) i);
        }

        assertThat(Reading.all(json(text.toString()).splitBytes(splitBytes).values()))
                .isEqualTo(expected);
        assertBad(json(text + "x\n").splitBytes(splitBytes).values(), "line 41");
    }

    @Test
    void types_without_json_are_refused_when_the_source_is_made() throws Exception {
        JsonFiles files = json("");

        assertThatThrownBy(() -> files.as(Holder.class))
                .isInstanceOf(DataflowException.class)
                .hasMessageContaining("Holder.shape");
        assertThatThrownBy(() -> files.as(Thread.class)).isInstanceOf(DataflowException.class);
    }

    @Test
    void it_describes_itself_by_its_paths() {
        assertThat(JsonLines.files("a", "b").values().describe()).isEqualTo("JSON lines a, b");
    }
}
