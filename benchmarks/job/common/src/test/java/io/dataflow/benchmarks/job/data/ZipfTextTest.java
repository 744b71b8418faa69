package io.dataflow.benchmarks.job.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ZipfTextTest {
    @TempDir
    private Path folder;

    @Test
    void the_same_seed_gives_the_same_bytes() throws IOException {
        assertThat(text(7, 1_000, 3_000_000))
                .isEqualTo(text(7, 1_000, 3_000_000))
                .isNotEqualTo(text(8, 1_000, 3_000_000));
    }

    @Test
    void a_longer_text_begins_as_a_shorter_one() throws IOException {
        assertThat(text(7, 1_000, 200_000)).startsWith(text(7, 1_000, 100_000));
    }

    @Test
    void lines_are_whole_and_as_many_as_fit() throws IOException {
        for (int limitBytes = 0; limitBytes < 2_000; limitBytes += 37) {
            String text = text(3, 50, limitBytes);
            assertThat(text.length()).isLessThanOrEqualTo(limitBytes).isGreaterThan(limitBytes - 181);
            assertThat(text).matches("(([a-z]{2,14} ){7,11}[a-z]{2,14}\n)*");
        }
    }

    @Test
    void words_are_different() {
        Vocabulary words = Vocabulary.of(50_000, new Random64(1));
        Set<String> distinct = new HashSet<>();
        for (int rank = 0; rank < 50_000; rank++) {
            distinct.add(words.word(rank));
        }

        assertThat(distinct).hasSize(50_000).allMatch(word -> word.matches("[a-z]{2,14}"));
    }

    @Test
    void a_rank_is_drawn_in_inverse_proportion_to_it() {
        int ranks = 1_000;
        int draws = 2_000_000;
        ZipfRanks zipf = ZipfRanks.of(ranks);
        Random64 random = new Random64(42);
        int[] counts = new int[ranks];
        for (int i = 0; i < draws; i++) {
            counts[zipf.next(random)]++;
        }

        double harmonic = 0;
        for (int rank = ranks; rank > 0; rank--) {
            harmonic += 1.0 / rank;
        }
        for (int rank : List.of(1, 2, 3, 10, 100, 1_000)) {
            double expected = draws / harmonic / rank;
            assertThat((double) counts[rank - 1]).isCloseTo(expected, within(5 * Math.sqrt(expected)));
        }
    }

    @Test
    void a_vocabulary_needs_a_word() {
        assertThatThrownBy(() -> new ZipfText(1, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("got 0");
    }

    @Test
    void tokens_are_counted_by_their_bytes() throws IOException {
        byte[] text = "\uFEFFb a\r\nb\u000Bé \n\n\u00FF".getBytes(StandardCharsets.ISO_8859_1);
        text[0] = (byte) 0xFE;
        Path file = Files.write(folder.resolve("text"), text);

        TokenCounts counts = TokenCounts.of(file);

        assertThat(counts.lineCount()).isEqualTo(4);
        assertThat(counts.tokenCount()).isEqualTo(5);
        assertThat(counts.distinctCount()).isEqualTo(5);
        assertThat(counts.summary()).startsWith("lines 4 tokens 5 distinct 5 sha256 ");
    }

    @Test
    void canonical_counts_have_a_known_digest() throws IOException {
        Path file = Files.writeString(folder.resolve("text"), "a");

        assertThat(TokenCounts.of(file).canonicalSha256())
                .isEqualTo("9493985885f1acd67f91eb1c725fe4c30a6d46aff62b1e80d42dfb490bb84d4d");
    }

    private static String text(long seed, int distinctCount, long limitBytes) throws IOException {
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        new ZipfText(seed, distinctCount).write(output, limitBytes);
        return output.toString(StandardCharsets.US_ASCII);
    }
}
