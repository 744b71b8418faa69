package io.dataflow.shuffle.hash;

import static io.dataflow.shuffle.TestRecord.bytes;
import static io.dataflow.shuffle.TestRecord.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.dataflow.shuffle.memory.MemoryBudget;
import io.dataflow.shuffle.memory.TrackingPool;
import io.dataflow.testing.Seeds;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LongGroupTableTest {
    private final TrackingPool pool = new TrackingPool(1 << 24);

    @AfterEach
    void nothing_leaks() {
        pool.close();
    }

    @Seeds(100)
    void counts_are_those_of_a_hash_map_however_little_memory_there_is(Random random) {
        MemoryBudget budget = pool.budget("table", LongGroupTable.FLOOR_BYTES + 64 + random.nextInt(60_000));
        Map<String, Long> expected = new HashMap<>();
        Map<String, Long> actual = new HashMap<>();
        int distinct = 1 + random.nextInt(1500);
        int longest = 1 + random.nextInt(50);

        try (LongGroupTable table = new LongGroupTable(budget, random.nextInt(3000))) {
            for (int i = 0; i < 5000; i++) {
                byte[] key = key(random.nextInt(distinct), longest);
                int slot = find(table, key, actual);
                table.state(slot, table.state(slot) + i);
                expected.merge(text(key, 0, key.length), (long) i, Long::sum);
                assertThat(table.reservedBytes()).isEqualTo(budget.reservedBytes());
            }
            drain(table, actual);
        }

        assertThat(actual).isEqualTo(expected);
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

    private static int find(LongGroupTable table, byte[] key, Map<String, Long> drained) {
        long hash = KeyHash.of(key, 0, key.length);
        int slot = table.find(key, 0, key.length, hash);
        if (slot < 0) {
            assertThat(table.keyCount()).isPositive();
            drain(table, drained);
            slot = table.find(key, 0, key.length, hash);
        }
        assertThat(slot).isNotNegative();
        return slot;
    }

    private static void drain(LongGroupTable table, Map<String, Long> target) {
        int[] visited = new int[1];
        table.forEach((keyBytes, keyOffset, keyLength, hash, state) -> {
            assertThat(hash).isEqualTo(KeyHash.of(keyBytes, keyOffset, keyLength));
            target.merge(text(keyBytes, keyOffset, keyLength), state, Long::sum);
            visited[0]++;
        });
        assertThat(visited[0]).isEqualTo(table.keyCount());
        table.clear();
        assertThat(table.keyCount()).isZero();
    }

    @Test
    void it_says_whether_a_key_was_new() {
        try (LongGroupTable table = new LongGroupTable(pool.budget("table", 1000), 4)) {
            byte[] key = bytes("a key longer than eight bytes");

            int slot = table.find(key, 0, key.length, 42);
            assertThat(table.inserted()).isTrue();
            assertThat(table.state(slot)).isZero();
            table.state(slot, 7);

            assertThat(table.find(key, 0, key.length, 42)).isEqualTo(slot);
            assertThat(table.inserted()).isFalse();
            assertThat(table.state(slot)).isEqualTo(7);
        }
    }

    @Test
    void keys_with_one_hash_are_still_different_keys() {
        Map<String, Long> counts = new HashMap<>();
        try (LongGroupTable table = new LongGroupTable(pool.budget("table", 1 << 20), 4)) {
            for (int i = 0; i < 300; i++) {
                byte[] key = key(i, 20);
                int slot = table.find(key, 0, key.length, -1L);
                table.state(slot, table.state(slot) + 1);
                counts.merge(text(key, 0, key.length), 1L, Long::sum);
            }

            Map<String, Long> found = new HashMap<>();
            table.forEach((bytes, offset, length, hash, state) -> found.put(text(bytes, offset, length), state));
            assertThat(found).isEqualTo(counts);
        }
    }

    @Test
    void zeros_at_the_end_of_a_short_key_count() {
        try (LongGroupTable table = new LongGroupTable(pool.budget("table", 1 << 20), 4)) {
            for (int length = 0; length <= 12; length++) {
                assertThat(table.find(new byte[12], 0, length, 5)).isNotNegative();
                assertThat(table.inserted()).isTrue();
            }
            assertThat(table.keyCount()).isEqualTo(13);
        }
    }

    @Test
    void a_drained_table_takes_one_key_of_any_length_that_fits() {
        MemoryBudget budget = pool.budget("table", 100_000);
        try (LongGroupTable table = new LongGroupTable(budget, 2000)) {
            for (int i = 0; i < 3000; i++) {
                byte[] key = bytes("some longer key " + i);
                if (table.find(key, 0, key.length, KeyHash.of(key, 0, key.length)) < 0) {
                    break;
                }
            }
            byte[] huge = new byte[100_000 - LongGroupTable.FLOOR_BYTES];
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
        try (LongGroupTable table = new LongGroupTable(pool.budget("table", 1000), 4)) {
            assertThat(table.find(new byte[1000], 0, 1000, 1)).isEqualTo(-1);
            assertThat(table.keyCount()).isZero();
            assertThat(table.find(bytes("short"), 0, 5, 1)).isNotNegative();
        }
        try (LongGroupTable table = new LongGroupTable(pool.budget("nothing", 100), 4)) {
            assertThat(table.find(bytes("short"), 0, 5, 1)).isEqualTo(-1);
        }
    }

    @Test
    void a_clear_keeps_the_memory_that_others_would_take() {
        MemoryBudget budget = pool.budget("shared", 100_000);
        try (LongGroupTable table = new LongGroupTable(budget, 100)) {
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
        try (LongGroupTable table = new LongGroupTable(pool.budget("table", 1000), 1_000_000)) {
            assertThat(table.reservedBytes()).isZero();
            table.forEach((bytes, offset, length, hash, state) -> {
                throw new AssertionError("visited a key of an empty table");
            });
            table.clear();
        }
    }
}
