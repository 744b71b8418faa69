package io.dataflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.dataflow.api.Pair;
import io.dataflow.api.text.Text;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

class WordTableTest {
    @Test
    void counts_are_aligned_before_their_words() {
        StringWriter out = new StringWriter();

        WordTable.print(new PrintWriter(out), List.of(Pair.of(Text.of("the"), 59_835L), Pair.of(Text.of("über"), 12L)));

        assertThat(out.toString().lines()).containsExactly("59,835  the", "    12  über");
    }

    @Test
    void a_word_cannot_command_the_terminal() {
        assertThat(WordTable.readable(Text.of("a\u001B[2Jb"))).isEqualTo("a\uFFFD[2Jb");
        assertThat(WordTable.readable(Text.of("\u202Eabc\u009B"))).isEqualTo("\uFFFDabc\uFFFD");
        assertThat(WordTable.readable(Text.of(new byte[] {'a', (byte) 0xFF}))).isEqualTo("a\uFFFD");
    }

    @Test
    void a_long_word_is_cut() {
        assertThat(WordTable.readable(Text.of("x".repeat(60)))).isEqualTo("x".repeat(60));
        assertThat(WordTable.readable(Text.of("x".repeat(61)))).isEqualTo("x".repeat(60) + "…");
        assertThat(WordTable.readable(Text.of("x".repeat(100_000)))).isEqualTo("x".repeat(60) + "…");
        assertThat(WordTable.readable(Text.of("🐟".repeat(61)))).isEqualTo("🐟".repeat(60) + "…");
    }
}
