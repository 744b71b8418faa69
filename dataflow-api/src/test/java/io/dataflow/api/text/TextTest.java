package io.dataflow.api.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dataflow.testing.Seeds;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TextTest {

    @Test
    void a_string_comes_back_from_its_bytes() {
        Text text = Text.of("Grüße, 🐟");

        assertThat(text.toString()).isEqualTo("Grüße, 🐟");
        assertThat(text.length()).isEqualTo("Grüße, 🐟".getBytes(StandardCharsets.UTF_8).length);
    }

    @Test
    void a_lone_surrogate_is_refused_wherever_it_stands() {
        for (String value : new String[] {"\uD83D", "a\uDC1F", "\uD83Dé", "\uD83D\uD83D\uDC1F"}) {
            assertThatThrownBy(() -> Text.of(value))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("lone surrogate");
        }
    }

    @Test
    void bytes_that_are_not_utf_8_pass_unharmed() {
        byte[] bytes = {(byte) 0xFF, 'a', (byte) 0xC3};

        Text text = Text.of(bytes);

        assertThat(text.toByteArray()).containsExactly(0xFF, 'a', 0xC3);
        assertThat(text.toString()).isEqualTo("\uFFFDa\uFFFD");
    }

    @Test
    void joined_parts_keep_their_bytes() {
        Text word = Text.of(new byte[] {'<', (byte) 0xFF, 'a', '>'}).slice(1, 3);

        assertThat(Text.join('\t', word, 12L, "é").toByteArray())
                .containsExactly(0xFF, 'a', '\t', '1', '2', '\t', 0xC3, 0xA9);
        assertThat(Text.join(',', "alone")).isEqualTo(Text.of("alone"));
        assertThat(Text.join(',', "", "")).isEqualTo(Text.of(","));
        assertThat(Text.join('é', "a", "b")).isEqualTo(Text.of("aéb"));
        assertThat(Text.join(',').isEmpty()).isTrue();
    }

    @Test
    void a_slice_shares_its_array_and_a_copy_does_not() {
        byte[] bytes = "hello world".getBytes(StandardCharsets.UTF_8);
        Text world = Text.of(bytes).slice(6, 11);

        assertThat(world.bytes()).isSameAs(bytes);
        assertThat(world.offset()).isEqualTo(6);
        assertThat(world.copy().bytes()).hasSize(5);
        assertThat(world.copy()).isEqualTo(world).hasToString("world");
    }

    @Test
    void bytes_outside_of_the_slice_cannot_be_reached() {
        Text text = Text.of("hello".getBytes(StandardCharsets.UTF_8), 1, 3);

        assertThat(text.byteAt(2)).isEqualTo((byte) 'l');
        assertThatThrownBy(() -> text.byteAt(3)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> text.byteAt(-1)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> text.slice(0, 4)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> Text.of(new byte[3], 1, 3)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void lower_case_changes_ascii_letters_only() {
        assertThat(Text.of("ABYZ@[`{ÄÖ 1").asciiLowerCase()).isEqualTo(Text.of("abyz@[`{ÄÖ 1"));

        Text lower = Text.of("already");
        assertThat(lower.asciiLowerCase()).isSameAs(lower);
    }

    @Seeds(50)
    void equality_hash_and_order_are_those_of_the_bytes(Random random) {
        byte[] first = randomBytes(random);
        byte[] second = random.nextBoolean() ? first.clone() : randomBytes(random);
        byte[] surroundings = new byte[second.length + 7];
        random.nextBytes(surroundings);
        System.arraycopy(second, 0, surroundings, 3, second.length);

        Text whole = Text.of(first);
        Text slice = Text.of(surroundings, 3, second.length);

        assertThat(whole.equals(slice)).isEqualTo(Arrays.equals(first, second));
        assertThat(Integer.signum(whole.compareTo(slice)))
                .isEqualTo(Integer.signum(Arrays.compareUnsigned(first, second)));
        if (whole.equals(slice)) {
            assertThat(whole).hasSameHashCodeAs(slice);
        }
    }

    private static byte[] randomBytes(Random random) {
        byte[] bytes = new byte[random.nextInt(20)];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (random.nextInt(4) * 85);
        }
        return bytes;
    }

    @Test
    void serialized_it_takes_its_slice_and_not_the_array_around_it() throws Exception {
        Text slice = Text.of(new byte[100_000], 50_000, 3);

        byte[] serialized = serialize(slice);

        assertThat(serialized.length).isLessThan(500);
        try (ObjectInputStream input = new ObjectInputStream(new ByteArrayInputStream(serialized))) {
            assertThat(input.readObject()).isEqualTo(slice);
        }
    }

    private static byte[] serialize(Object value) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream output = new ObjectOutputStream(bytes)) {
            output.writeObject(value);
        }
        return bytes.toByteArray();
    }

    @Seeds(100)
    void parts_are_found_where_strings_find_them(Random random) {
        String whole = letters(random, 12);
        String part = letters(random, 4);
        Text text = Text.of("ab" + whole + "ba").slice(2, 2 + whole.length());
        Text wanted = Text.of("a" + part).slice(1, 1 + part.length());
        int from = random.nextInt(whole.length() + 1);

        assertThat(text.indexOf(wanted, from)).isEqualTo(whole.indexOf(part, from));
        assertThat(text.contains(wanted)).isEqualTo(whole.contains(part));
        assertThat(text.startsWith(wanted)).isEqualTo(whole.startsWith(part));
        assertThat(text.endsWith(wanted)).isEqualTo(whole.endsWith(part));
    }

    private static String letters(Random random, int limit) {
        StringBuilder letters = new StringBuilder();
        for (int i = random.nextInt(limit); i > 0; i--) {
            letters.append((char) ('a' + random.nextInt(2)));
        }
        return letters.toString();
    }

    @Test
    void a_search_begins_within_the_text() {
        assertThatThrownBy(() -> Text.of("abc").indexOf(Text.of("a"), 4)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> Text.of("abc").indexOf(Text.of("a"), -1))
                .isInstanceOf(IndexOutOfBoundsException.class);
    }
}
