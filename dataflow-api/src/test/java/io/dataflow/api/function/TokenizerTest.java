package io.dataflow.api.function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dataflow.api.text.Text;
import io.dataflow.testing.Seeds;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TokenizerTest {

    /** Infers as a dataset does. */
    private record Records<T>(List<T> values) {
        <R> Records<R> flatMap(Fn1<? super T, ? extends Iterable<? extends R>> function) throws Exception {
            List<R> results = new ArrayList<>();
            for (T value : values) {
                function.apply(value).forEach(results::add);
            }
            return new Records<>(results);
        }

        <K> Records<K> map(Fn1<? super T, ? extends K> function) throws Exception {
            List<K> results = new ArrayList<>();
            for (T value : values) {
                results.add(function.apply(value));
            }
            return new Records<>(results);
        }
    }

    @Test
    void the_type_of_tokens_of_strings_is_inferred() throws Exception {
        Records<String> lines = new Records<>(List.of("to be", " or not "));

        Records<String> words = lines.flatMap(Tokenizers.whitespace());
        Records<Integer> lengths = lines.flatMap(Tokenizers.whitespace()).map(String::length);

        assertThat(words.values()).containsExactly("to", "be", "or", "not");
        assertThat(lengths.values()).containsExactly(2, 2, 2, 3);
    }

    @Test
    void the_type_of_tokens_of_texts_is_inferred() throws Exception {
        Records<Text> lines = new Records<>(List.of(Text.of("to be"), Text.of("")));

        Records<Integer> lengths = lines.flatMap(Tokenizers.whitespace()).map(Text::length);

        assertThat(lengths.values()).containsExactly(2, 2);
    }

    @Test
    void each_of_the_six_spaces_separates_and_nothing_else_does() {
        Tokenizer<String> tokenizer = Tokenizers.whitespace();

        for (int c = 0; c < 256; c++) {
            assertThat(tokenizer.isDelimiter(c)).as("byte %d", c).isEqualTo(" \t\n\u000B\f\r".indexOf(c) >= 0);
        }
        assertThat(tokenizer.apply("a\u00A0b\u2003c\u0085d\u0120")).containsExactly("a\u00A0b\u2003c\u0085d\u0120");
    }

    @Test
    void text_of_spaces_only_has_no_tokens() {
        assertThat(Tokenizers.<String>whitespace().apply(" \t\r\n ")).isEmpty();
        assertThat(Tokenizers.<Text>whitespace().apply(Text.of(""))).isEmpty();
    }

    @Test
    void a_split_keeps_empty_fields_and_the_last_one() {
        Tokenizer<String> fields = Tokenizers.split(',');

        assertThat(fields.apply("a,,b c,")).containsExactly("a", "", "b c", "");
        assertThat(fields.apply("")).containsExactly("");
        assertThat(fields.apply(",")).containsExactly("", "");
    }

    @Test
    void tokens_of_a_text_share_its_array() {
        Text line = Text.of("one two");

        assertThat(Tokenizers.<Text>whitespace().apply(line))
                .allSatisfy(token -> assertThat(token.bytes()).isSameAs(line.bytes()));
    }

    @Test
    void what_is_neither_string_nor_text_is_refused() {
        assertThatThrownBy(() -> Tokenizers.<Object>whitespace().apply(7))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("java.lang.Integer");
        assertThatThrownBy(() -> Tokenizers.split('é')).isInstanceOf(IllegalArgumentException.class);
    }

    @Seeds(200)
    void bytes_strings_and_a_plain_loop_agree(Random random) {
        String alphabet = "ab \t\n\u000B\f\r,\u0000\u0001!~\u007Féü€🐟";
        StringBuilder line = new StringBuilder();
        for (int i = random.nextInt(60); i > 0; i--) {
            int[] codePoints = alphabet.codePoints().toArray();
            line.appendCodePoint(codePoints[random.nextInt(codePoints.length)]);
        }
        char delimiter = ",\u0000a~\u007F".charAt(random.nextInt(5));

        assertAgree(Tokenizers.whitespace(), Tokenizers.whitespace(), line.toString(), plainWords(line.toString()));
        assertAgree(
                Tokenizers.split(delimiter),
                Tokenizers.split(delimiter),
                line.toString(),
                Arrays.asList(line.toString().split("\\Q" + delimiter + "\\E", -1)));
    }

    private static List<String> plainWords(String line) {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        for (char c : (line + " ").toCharArray()) {
            if (" \t\n\u000B\f\r".indexOf(c) < 0) {
                word.append(c);
            } else if (word.length() > 0) {
                words.add(word.toString());
                word.setLength(0);
            }
        }
        return words;
    }

    private static void assertAgree(
            Tokenizer<String> strings, Tokenizer<Text> texts, String line, List<String> expected) {
        byte[] utf8 = line.getBytes(StandardCharsets.UTF_8);
        // What stands around the text is read, maybe, and does not matter.
        byte[] surroundings = new byte[2 + utf8.length + line.length() % 11];
        Arrays.fill(surroundings, (byte) (line.length() % 2 == 0 ? ' ' : 'x'));
        System.arraycopy(utf8, 0, surroundings, 2, utf8.length);
        List<String> slices = new ArrayList<>();
        texts.tokens(
                surroundings,
                2,
                utf8.length,
                (bytes, offset, length) -> slices.add(new String(bytes, offset, length, StandardCharsets.UTF_8)));

        assertThat(strings.apply(line)).containsExactlyElementsOf(expected);
        assertThat(texts.apply(Text.of(surroundings, 2, utf8.length)))
                .map(Text::toString)
                .containsExactlyElementsOf(expected);
        assertThat(slices).containsExactlyElementsOf(expected);
    }

    @Test
    void a_sink_that_throws_ends_the_scan_with_its_own_exception() {
        Tokenizer<Text> words = Tokenizers.whitespace();
        List<Integer> offsets = new ArrayList<>();

        assertThatThrownBy(() -> words.tokens(new byte[] {'a', ' ', 'b'}, 0, 3, (bytes, offset, length) -> {
                    offsets.add(offset);
                    throw new IOException("full");
                }))
                .isInstanceOf(IOException.class)
                .hasMessage("full");
        assertThat(offsets).containsExactly(0);
    }

    @Test
    void it_travels_and_is_equal_where_it_arrives() throws Exception {
        Tokenizer<String> fields = Tokenizers.split('|');
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream output = new ObjectOutputStream(bytes)) {
            output.writeObject(fields);
        }

        try (ObjectInputStream input = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            assertThat(input.readObject())
                    .isEqualTo(fields)
                    .hasSameHashCodeAs(fields)
                    .isNotEqualTo(Tokenizers.whitespace())
                    .hasToString("fields between [124]");
        }
    }
}
