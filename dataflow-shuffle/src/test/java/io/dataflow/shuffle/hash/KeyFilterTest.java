package io.dataflow.shuffle.hash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.dataflow.shuffle.memory.MemoryBudget;
import io.dataflow.shuffle.memory.TrackingPool;
import io.dataflow.testing.Seeds;
import java.io.IOException;
import java.util.Arrays;
import java.util.Objects;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class KeyFilterTest {
    private static final int PARTITIONS = 32;

    private final TrackingPool pool = new TrackingPool(1 << 26);
    private final MemoryBudget budget = pool.budget("filters", 1 << 26);

    @AfterEach
    void nothing_leaks() {
        budget.close();
        pool.close();
    }

    /** Keys as programs have them: numbers in a row, from some place on. */
    private static long[] keys(Random random, int count) {
        long first = random.nextLong();
        return LongStream.range(first, first + count).map(KeyFilterTest::hash).toArray();
    }

    private static long hash(long key) {
        byte[] bytes = new byte[Long.BYTES];
        Words.write(bytes, 0, key);
        return KeyHash.of(bytes, 0, bytes.length);
    }

    private KeyFilter open(long keyCount) {
        return Objects.requireNonNull(KeyFilter.tryOpen(keyCount, budget));
    }

    private static void add(KeyFilter filter, long[] keys) {
        for (long key : keys) {
            assertThat(filter.tryAdd(key)).isTrue();
        }
    }

    /** What a filter without blocks would say wrongly, averaged over how many keys blocks have. */
    private static double expectedFalse(double keysPerBlock) {
        double probability = Math.exp(-keysPerBlock);
        double sum = 0;
        for (int keys = 0; keys < 10 * keysPerBlock + 100; keys++) {
            double unset = Math.pow(1 - 1.0 / KeyFilter.BLOCK_BITS, (double) keys * KeyFilter.BITS_SET);
            sum += probability * Math.pow(1 - unset, KeyFilter.BITS_SET);
            probability *= keysPerBlock / (keys + 1);
        }
        return sum;
    }

    private static double falsePart(KeyFilter filter, Random random, int looks) {
        int found = 0;
        for (int i = 0; i < looks; i++) {
            found += filter.mayContain(hash(random.nextLong())) ? 1 : 0;
        }
        return (double) found / looks;
    }

    @Seeds(50)
    void what_was_added_is_always_found(Random random) {
        long[] keys = keys(random, random.nextInt(20_000));

        try (KeyFilter filter = open(random.nextInt(40_000))) {
            add(filter, keys);

            assertThat(LongStream.of(keys)).allMatch(filter::mayContain);
        }
    }

    @Seeds(20)
    void other_keys_are_found_as_rarely_as_the_formula_says(Random random) {
        int count = 100_000 + random.nextInt(200_000);

        try (KeyFilter filter = open(count)) {
            add(filter, keys(random, count));

            double expected = expectedFalse((double) KeyFilter.BLOCK_BITS / KeyFilter.BITS_PER_KEY);
            assertThat(expected).isBetween(0.008, 0.014);
            assertThat(falsePart(filter, random, 200_000)).isCloseTo(expected, within(0.12 * expected));
        }
    }

    @Seeds(10)
    void with_twice_the_keys_the_formula_holds_too(Random random) {
        int count = 100_000;

        try (KeyFilter filter = open(count / 2)) {
            add(filter, keys(random, count));

            double expected = expectedFalse(2.0 * KeyFilter.BLOCK_BITS / KeyFilter.BITS_PER_KEY);
            assertThat(falsePart(filter, random, 100_000)).isCloseTo(expected, within(0.1 * expected));
        }
    }

    @Seeds(30)
    void pages_of_ranges_of_partitions_together_are_the_filter_of_all(Random random) throws IOException {
        long[] keys = keys(random, 1 + random.nextInt(60_000));
        int cut = random.nextInt(PARTITIONS);

        try (KeyFilter low = open(keys.length);
                KeyFilter high = open(keys.length);
                KeyFilter all = open(keys.length);
                KeyFilter merged = Objects.requireNonNull(KeyFilter.tryOpen(low.head(), budget))) {
            add(all, keys);
            for (long key : keys) {
                KeyFilter part = KeyHash.partition(key, PARTITIONS) < cut ? low : high;
                assertThat(part.tryAdd(key)).isTrue();
            }
            merge(low, merged);
            merge(high, merged);

            for (int page = 0; page < all.pageCount(); page++) {
                assertThat(merged.page(page)).isEqualTo(all.page(page));
            }
            assertThat(LongStream.of(keys)).allMatch(merged::mayContain);
        }
    }

    private static void merge(KeyFilter from, KeyFilter to) throws IOException {
        for (int page = 0; page < from.pageCount(); page++) {
            byte[] record = from.page(page);
            if (record != null) {
                assertThat(KeyFilter.isHead(record)).isFalse();
                assertThat(to.tryMerge(record)).isTrue();
            }
        }
    }

    @Test
    void ranges_of_partitions_have_pages_of_their_own() {
        try (KeyFilter filter = open(1_000_000)) {
            for (long key = 0; key < 100_000; key++) {
                long hash = hash(key);
                if (KeyHash.partition(hash, PARTITIONS) < PARTITIONS / 4) {
                    assertThat(filter.tryAdd(hash)).isTrue();
                }
            }

            assertThat(budget.reservedBytes()).isLessThan(KeyFilter.sizeBytes(1_000_000) * 3 / 10);
        }
    }

    @Test
    void an_empty_filter_has_nothing_and_takes_next_to_no_memory() {
        try (KeyFilter filter = open(1_000_000)) {
            assertThat(filter.mayContain(hash(1))).isFalse();
            assertThat(filter.page(0)).isNull();
            assertThat(budget.reservedBytes()).isLessThan(1_000);
        }
    }

    @Test
    void without_memory_nothing_is_added_and_nothing_stays_leased() {
        MemoryBudget little = pool.budget("little", 40_000);
        try (KeyFilter filter = Objects.requireNonNull(KeyFilter.tryOpen(1_000_000, little))) {
            long refused = LongStream.range(0, 100)
                    .filter(key -> !filter.tryAdd(hash(key)))
                    .count();

            assertThat(refused).isPositive();
            assertThat(little.reservedBytes()).isLessThanOrEqualTo(40_000);
        }
        assertThat(little.reservedBytes()).isZero();
        little.close();
    }

    @Test
    void what_is_larger_than_filters_are_is_not_made() {
        assertThat(KeyFilter.tryOpen(1L << 40, budget)).isNull();
    }

    @Test
    void the_size_is_that_of_ten_bits_for_each_key() {
        assertThat(KeyFilter.sizeBytes(0)).isEqualTo(64);
        assertThat(KeyFilter.sizeBytes(51)).isEqualTo(64);
        assertThat(KeyFilter.sizeBytes(1_000_000)).isBetween(1_250_000L, 1_250_063L);
    }

    @Test
    void of_no_filter_there_is_a_head() throws IOException {
        assertThat(KeyFilter.isHead(KeyFilter.headOfNone())).isTrue();
        assertThat(KeyFilter.tryOpen(KeyFilter.headOfNone(), budget)).isNull();
    }

    @Test
    void records_of_other_filters_are_refused() {
        try (KeyFilter filter = open(100_000);
                KeyFilter other = open(90_000)) {
            add(other, new long[] {0});
            byte[] page = Objects.requireNonNull(other.page(0));
            add(filter, new long[] {0});
            byte[] torn = Arrays.copyOf(Objects.requireNonNull(filter.page(0)), 1_000);

            assertThatThrownBy(() -> filter.tryMerge(page))
                    .isInstanceOf(IOException.class)
                    .hasMessage("A filter of keys that has 1954 blocks has no page 0 of 1758 blocks");
            assertThatThrownBy(() -> filter.tryMerge(torn)).hasMessageEndingWith("has no page of 1000 bytes");
            assertThatThrownBy(() -> filter.tryMerge(new byte[3])).isInstanceOf(IOException.class);
            assertThatThrownBy(() -> KeyFilter.tryOpen(new byte[] {-1, -1, -1, -1}, budget))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("4 bytes that say -1");
            assertThatThrownBy(() -> KeyFilter.tryOpen(page, budget)).isInstanceOf(IOException.class);
        }
    }
}
