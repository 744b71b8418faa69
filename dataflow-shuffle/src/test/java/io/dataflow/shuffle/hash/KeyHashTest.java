package io.dataflow.shuffle.hash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dataflow.testing.Seeds;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeyHashTest {
    @ParameterizedTest
    @CsvSource({
        "0, E220A8397B1DCDAF",
        "1, 1CBCB07500232027",
        "7, 6DA129CC8982DBD2",
        "8, 4DDA5FB7A7702328",
        "9, E8959E67332E54C5",
        "16, 5E2653827F1FEF1A",
        "23, 755E4952A3C9047F",
        "64, 7A259F62DA236D6B"
    })
    void the_published_vectors_hold(int length, String expected) {
        byte[] key = new byte[length];
        for (int i = 0; i < length; i++) {
            key[i] = (byte) i;
        }

        assertThat(KeyHash.of(key, 0, length)).isEqualTo(Long.parseUnsignedLong(expected, 16));
    }

    @Seeds(20)
    void words_have_the_hash_of_the_bytes_they_are_read_from(Random random) {
        for (int length = 0; length <= KeyWords.MAX_BYTES; length++) {
            int offset = random.nextInt(20);
            byte[] array = new byte[offset + length + random.nextInt(20)];
            random.nextBytes(array);
            long first = KeyWords.first(array, offset, length);
            long second = KeyWords.second(array, offset, length);

            assertThat(KeyHash.ofWords(first, second, length)).isEqualTo(KeyHash.of(array, offset, length));

            byte[] written = new byte[2 + KeyWords.MAX_BYTES];
            KeyWords.write(first, second, written, 2);
            assertThat(Arrays.copyOfRange(written, 2, 2 + length))
                    .isEqualTo(Arrays.copyOfRange(array, offset, offset + length));
            assertThat(Arrays.copyOfRange(written, 2 + length, written.length))
                    .isEqualTo(new byte[KeyWords.MAX_BYTES - length]);
        }
    }

    @Test
    void text_has_the_hash_of_its_bytes() {
        byte[] hello = "hello".getBytes(StandardCharsets.US_ASCII);

        assertThat(KeyHash.of(hello, 0, 5)).isEqualTo(0x5A65BBB7284C0B16L);
    }

    @Seeds(20)
    void a_hash_depends_on_the_bytes_and_not_on_where_they_are(Random random) {
        byte[] key = new byte[random.nextInt(40)];
        random.nextBytes(key);
        long hash = KeyHash.of(key, 0, key.length);

        for (int before = 0; before < 12; before++) {
            for (int behind = 0; behind < 12; behind++) {
                byte[] surrounded = new byte[before + key.length + behind];
                random.nextBytes(surrounded);
                System.arraycopy(key, 0, surrounded, before, key.length);
                assertThat(KeyHash.of(surrounded, before, key.length)).isEqualTo(hash);
            }
        }
    }

    @Test
    void zeros_at_the_end_make_another_key() {
        Set<Long> hashes = new HashSet<>();

        for (int length = 0; length <= 64; length++) {
            hashes.add(KeyHash.of(new byte[64], 0, length));
        }

        assertThat(hashes).hasSize(65);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 16, 100, 1000})
    void counting_numbers_and_texts_spread_evenly_over_partitions(int partitionCount) {
        int perPartition = 400;
        int[] ofNumbers = new int[partitionCount];
        int[] ofTexts = new int[partitionCount];

        for (int i = 0; i < perPartition * partitionCount; i++) {
            byte[] number = {(byte) (i >> 24), (byte) (i >> 16), (byte) (i >> 8), (byte) i};
            byte[] text = ("user-" + i).getBytes(StandardCharsets.US_ASCII);
            ofNumbers[KeyHash.partition(KeyHash.of(number, 0, 4), partitionCount)]++;
            ofTexts[KeyHash.partition(KeyHash.of(text, 0, text.length), partitionCount)]++;
        }

        // Six standard deviations: the fullest of a thousand fair partitions is beyond that once in half a million
        // runs.
        int slack = 6 * 20 + perPartition / 20;
        assertThat(Arrays.stream(ofNumbers).boxed())
                .allSatisfy(count -> assertThat(count).isBetween(perPartition - slack, perPartition + slack));
        assertThat(Arrays.stream(ofTexts).boxed())
                .allSatisfy(count -> assertThat(count).isBetween(perPartition - slack, perPartition + slack));
    }

    @Test
    void each_input_bit_changes_about_half_of_the_hash() {
        Random random = new Random(3);
        for (int length : new int[] {1, 4, 8, 12, 16, 33}) {
            int[] changes = new int[64];
            int trials = 0;
            for (int round = 0; round < 300; round++) {
                byte[] key = new byte[length];
                random.nextBytes(key);
                long hash = KeyHash.of(key, 0, length);
                int bit = random.nextInt(8 * length);
                key[bit / 8] ^= (byte) (1 << (bit % 8));
                long difference = hash ^ KeyHash.of(key, 0, length);
                for (int i = 0; i < 64; i++) {
                    changes[i] += (int) (difference >>> i) & 1;
                }
                trials++;
            }
            int half = trials / 2;
            assertThat(Arrays.stream(changes).boxed()).as("length %d", length).allSatisfy(n -> assertThat(n)
                    .isBetween(half - 60, half + 60));
        }
    }

    @Seeds(20)
    void partitions_are_ranges_of_groups(Random random) {
        int partitionCount = 1 + random.nextInt(KeyHash.GROUP_COUNT);
        int previous = 0;

        for (int group = 0; group < KeyHash.GROUP_COUNT; group++) {
            long hash = ((long) group << 49) | (random.nextLong() >>> 15);
            assertThat(KeyHash.group(hash)).isEqualTo(group);
            int partition = KeyHash.partition(hash, partitionCount);
            assertThat(partition).isBetween(previous, previous + 1);
            previous = partition;
        }

        assertThat(previous).isEqualTo(partitionCount - 1);
    }

    @Test
    void no_two_levels_of_sub_partitions_share_a_bit_with_each_other_or_with_the_group() {
        long all = -1L << 49;
        for (int level = 0; level < KeyHash.MAX_LEVELS; level++) {
            long bits = 0;
            for (int bit = 0; bit < 64; bit++) {
                if (KeyHash.subPartition(1L << bit, level) != 0) {
                    bits |= 1L << bit;
                }
            }
            assertThat(Long.bitCount(bits)).isEqualTo(4);
            assertThat(bits & all).isZero();
            all |= bits;
        }
    }

    @Test
    void impossible_counts_and_levels_are_refused() {
        assertThatThrownBy(() -> KeyHash.partition(0, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> KeyHash.partition(0, 32_769)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> KeyHash.subPartition(0, 11)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> KeyHash.subPartition(0, -1)).isInstanceOf(IllegalArgumentException.class);
    }
}
