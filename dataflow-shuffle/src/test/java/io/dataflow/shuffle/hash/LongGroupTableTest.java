package io.dataflow.shuffle.hash;

import static io.dataflow.shuffle.TestRecord.bytes;
import static io.dataflow.shuffle.TestRecord.text;
import static io.dataflow.shuffle.hash.LongGroupTable.ONE_WORD;
import static io.dataflow.shuffle.hash.LongGroupTable.TWO_WORDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dataflow.shuffle.memory.MemoryBudget;
import io.dataflow.shuffle.memory.TrackingPool;
import io.dataflow.testing.Seeds;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LongGroupTableTest {
    /** Times the odd number that the table multiplies hashes by, this is 1. */
    private static final long INVERSE_OF_MULTIPLIER = inverse(KeyHash.A);

    private final TrackingPool pool = new TrackingPool(1 << 24);

    @AfterEach
    void nothing_leaks() {
        pool.close();
    }

    @Seeds(100)
    void states_are_those_of_a_hash_map_however_little_memory_there_is(Random random) {
        int longs = random.nextInt(6);
        int inlineWords = random.nextBoolean() ? ONE_WORD : TWO_WORDS;
        MemoryBudget budget =
                pool.budget("table", LongGroupTable.floorBytes(inlineWords, longs) + 64 + random.nextInt(60_000));
        Map<String, List<Long>> expected = new HashMap<>();
        Map<String, List<Long>> actual = new HashMap<>();
        int distinct = 1 + random.nextInt(1500);
        int longest = 1 + random.nextInt(50);

        try (LongGroupTable table = new LongGroupTable(inlineWords, longs, budget, random.nextInt(3000))) {
            for (int i = 0; i < 5000; i++) {
                byte[] key = key(random.nextInt(distinct), longest);
                int state = find(table, key, longs, actual);
                List<Long> amounts = new ArrayList<>();
                for (int j = 0; j < longs; j++) {
                    table.words()[state + j] += (long) i * (j + 1);
                    amounts.add((long) i * (j + 1));
                }
                expected.merge(text(key, 0, key.length), amounts, LongGroupTableTest::sums);
                assertThat(table.reservedBytes()).isEqualTo(budget.reservedBytes());
            }
            drain(table, longs, actual);
        }

        assertThat(actual).isEqualTo(expected);
    }

    /** Of an odd number, modulo 2^64: each step of Newton's doubles the bits that are right. */
    private static long inverse(long odd) {
        long inverse = odd;
        for (int i = 0; i < 5; i++) {
            inverse *= 2 - odd * inverse;
        }
        return inverse;
    }

    private static List<Long> sums(List<Long> left, List<Long> right) {
        return IntStream.range(0, left.size())
                .mapToObj(i -> left.get(i) + right.get(i))
                .toList();
    }

    /** Distinct for distinct ids as far as the length allows; many share their first eight bytes. */
    private static byte[] key(int id, int longest) {
        int length = id % (longest + 1);
        byte[] key = new byte[length];
        for (int i = 0, rest = id; i < length; i++, rest /= 251) {
            key[length - 1 - i] = (byte) rest;
        }
        return key;
    }

    private static int find(LongGroupTable table, byte[] key, int longs, Map<String, List<Long>> drained) {
        int state = find(table, key);
        if (state < 0) {
            assertThat(table.keyCount()).isPositive();
            drain(table, longs, drained);
            state = find(table, key);
        }
        assertThat(state).isNotNegative();
        return state;
    }

    private static int find(LongGroupTable table, byte[] key) {
        return table.find(key, 0, key.length, KeyHash.of(key, 0, key.length));
    }

    private static void drain(LongGroupTable table, int longs, Map<String, List<Long>> target) {
        int[] visited = new int[1];
        table.forEach((keyBytes, keyOffset, keyLength, words, state) -> {
            List<Long> amounts =
                    Arrays.stream(words, state, state + longs).boxed().toList();
            target.merge(text(keyBytes, keyOffset, keyLength), amounts, LongGroupTableTest::sums);
            visited[0]++;
        });
        assertThat(visited[0]).isEqualTo(table.keyCount());
        table.clear();
        assertThat(table.keyCount()).isZero();
    }

    @Test
    void it_says_whether_a_key_was_new() {
        try (LongGroupTable table = new LongGroupTable(TWO_WORDS, 1, pool.budget("table", 1000), 4)) {
            byte[] key = bytes("a key longer than eight bytes");

            int state = find(table, key);
            assertThat(table.inserted()).isTrue();
            assertThat(table.words()[state]).isZero();
            table.words()[state] = 7;

            assertThat(find(table, key)).isEqualTo(state);
            assertThat(table.inserted()).isFalse();
            assertThat(table.words()[state]).isEqualTo(7);
        }
    }

    @Test
    void keys_with_one_hash_are_still_different_keys() {
        Map<String, Long> counts = new HashMap<>();
        try (LongGroupTable table = new LongGroupTable(TWO_WORDS, 1, pool.budget("table", 1 << 20), 4)) {
            for (int i = 0; i < 300; i++) {
                byte[] key = key(i, 20);
                int state = table.find(key, 0, key.length, -1L);
                table.words()[state]++;
                counts.merge(text(key, 0, key.length), 1L, Long::sum);
            }

            Map<String, Long> found = new HashMap<>();
            table.forEach(
                    (bytes, offset, length, words, state) -> found.put(text(bytes, offset, length), words[state]));
            assertThat(found).isEqualTo(counts);
        }
    }

    @Test
    void mixed_hashes_that_differ_in_their_lower_half_alone_are_told_apart_by_the_keys() {
        try (LongGroupTable table = new LongGroupTable(TWO_WORDS, 0, pool.budget("table", 1 << 20), 4)) {
            for (boolean isNew : new boolean[] {true, false}) {
                for (int i = 0; i < 300; i++) {
                    byte[] key = bytes(i % 2 == 0 ? "key " + i : "a longer key " + i);
                    assertThat(table.find(key, 0, key.length, i * INVERSE_OF_MULTIPLIER))
                            .isNotNegative();
                    assertThat(table.inserted()).isEqualTo(isNew);
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {ONE_WORD, TWO_WORDS})
    void zeros_at_the_end_of_a_key_count(int inlineWords) {
        try (LongGroupTable table = new LongGroupTable(inlineWords, 1, pool.budget("table", 1 << 20), 4)) {
            byte[] bytes = new byte[40];
            for (boolean isNew : new boolean[] {true, false}) {
                for (int length = 0; length <= 40; length++) {
                    assertThat(table.find(bytes, 0, length, 5)).isNotNegative();
                    assertThat(table.inserted()).isEqualTo(isNew);
                }
            }
            assertThat(table.keyCount()).isEqualTo(41);
        }
    }

    /** Each byte of each length decides: of a key in words and of one in the arena. */
    @ParameterizedTest
    @ValueSource(ints = {ONE_WORD, TWO_WORDS})
    void keys_that_differ_in_one_byte_are_different_keys(int inlineWords) {
        Map<String, Long> expected = new HashMap<>();
        Map<String, Long> found = new HashMap<>();
        try (LongGroupTable table = new LongGroupTable(inlineWords, 1, pool.budget("table", 1 << 20), 4)) {
            long number = 0;
            for (int length = 0; length <= 40; length++) {
                for (int at = -1; at < length; at++) {
                    byte[] array = new byte[length + shift(length)];
                    int offset = array.length - length;
                    Arrays.fill(array, (byte) -1);
                    Arrays.fill(array, offset, array.length, (byte) 0);
                    if (at >= 0) {
                        array[offset + at] = (byte) 0x80;
                    }
                    int state = table.find(array, offset, length, number % 3);
                    assertThat(table.inserted()).isTrue();
                    table.words()[state] = number;
                    expected.put(text(array, offset, length), number++);
                }
            }

            table.forEach((key, offset, length, words, state) -> found.put(text(key, offset, length), words[state]));
        }
        assertThat(found).isEqualTo(expected);
    }

    private static int shift(int length) {
        return length * 7 % 20;
    }

    @Test
    void a_key_is_found_by_its_words_as_by_its_bytes() {
        try (LongGroupTable table = new LongGroupTable(TWO_WORDS, 1, pool.budget("table", 1 << 20), 4)) {
            for (int length = 0; length <= 16; length++) {
                byte[] key = bytes("a key of 16 bytes followed by others");
                int state = table.find(key, 0, length, KeyHash.of(key, 0, length));
                long first = KeyWords.first(key, 0, length);
                long second = KeyWords.second(key, 0, length);

                assertThat(table.find(first, second, length, KeyHash.ofWords(first, second, length)))
                        .isEqualTo(state);

                assertThat(table.inserted()).isFalse();
            }
        }
    }

    @Test
    void another_number_of_inline_words_is_refused() {
        MemoryBudget budget = pool.budget("table", 1000);
        assertThatThrownBy(() -> new LongGroupTable(3, 1, budget, 4))
                .hasMessageContaining("inlineWords must be 1 or 2: 3");
    }

    @Test
    void a_drained_table_takes_one_key_of_any_length_that_fits() {
        MemoryBudget budget = pool.budget("table", 100_000);
        try (LongGroupTable table = new LongGroupTable(TWO_WORDS, 1, budget, 2000)) {
            for (int i = 0; i < 3000; i++) {
                byte[] key = bytes("some longer key " + i);
                if (table.find(key, 0, key.length, KeyHash.of(key, 0, key.length)) < 0) {
                    break;
                }
            }
            byte[] huge = new byte[100_000 - LongGroupTable.floorBytes(TWO_WORDS, 1)];
            assertThat(table.find(huge, 0, huge.length, 1)).isEqualTo(-1);

            table.clear();
            assertThat(table.find(huge, 0, huge.length, 1)).isNotNegative();

            assertThat(budget.reservedBytes()).isEqualTo(100_000);
            assertThat(table.find(bytes("one more long key"), 0, 17, 2)).isEqualTo(-1);
            assertThat(table.keyCount()).isEqualTo(1);
        }
    }

    @Test
    void an_empty_table_refuses_what_can_never_fit() {
        try (LongGroupTable table = new LongGroupTable(TWO_WORDS, 1, pool.budget("table", 1000), 4)) {
            assertThat(table.find(new byte[1000], 0, 1000, 1)).isEqualTo(-1);
            assertThat(table.keyCount()).isZero();
            assertThat(table.find(bytes("short"), 0, 5, 1)).isNotNegative();
        }
        try (LongGroupTable table = new LongGroupTable(TWO_WORDS, 1, pool.budget("nothing", 100), 4)) {
            assertThat(table.find(bytes("short"), 0, 5, 1)).isEqualTo(-1);
        }
    }

    @Test
    void a_clear_keeps_the_memory_that_others_would_take() {
        MemoryBudget budget = pool.budget("shared", 100_000);
        try (LongGroupTable table = new LongGroupTable(TWO_WORDS, 1, budget, 100)) {
            for (int i = 0; i < 200; i++) {
                byte[] key = bytes("some longer key " + i);
                assertThat(table.find(key, 0, key.length, KeyHash.of(key, 0, key.length)))
                        .isNotNegative();
            }
            long before = table.reservedBytes();

            table.clear();

            assertThat(table.reservedBytes()).isEqualTo(before);
        }
    }

    @Test
    void a_table_that_nothing_was_put_in_takes_no_memory() {
        try (LongGroupTable table = new LongGroupTable(TWO_WORDS, 1, pool.budget("table", 1000), 1_000_000)) {
            assertThat(table.reservedBytes()).isZero();
            table.forEach((bytes, offset, length, words, state) -> {
                throw new AssertionError("visited a key of an empty table");
            });
            table.clear();
        }
    }
}
