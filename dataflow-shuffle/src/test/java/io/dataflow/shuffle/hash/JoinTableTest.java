package io.dataflow.shuffle.hash;

import static io.dataflow.shuffle.TestRecord.bytes;
import static io.dataflow.shuffle.TestRecord.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.dataflow.shuffle.memory.MemoryBudget;
import io.dataflow.shuffle.memory.TrackingPool;
import io.dataflow.testing.Seeds;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class JoinTableTest {
    private static final int PARTITIONS = 16;

    private final TrackingPool pool = new TrackingPool(1 << 24);

    @AfterEach
    void nothing_leaks() {
        pool.close();
    }

    private static long hash(byte[] key) {
        return KeyHash.of(key, 0, key.length);
    }

    private static int partition(byte[] key) {
        return KeyHash.subPartition(hash(key), 0);
    }

    private static boolean add(JoinTable table, String key, String value) {
        byte[] keyBytes = bytes("<" + key + ">");
        byte[] valueBytes = bytes("[[" + value + "]");
        return table.tryAdd(
                partition(bytes(key)), keyBytes, 1, key.length(), hash(bytes(key)), valueBytes, 2, value.length());
    }

    private static List<String> values(JoinTable table, long first) {
        List<String> values = new ArrayList<>();
        for (long record = first; record != JoinTable.NONE; record = table.next(record)) {
            values.add(text(table.bytes(record), table.valueOffset(record), table.valueLength(record)));
        }
        values.sort(null);
        return values;
    }

    private static List<String> find(JoinTable table, String key) {
        byte[] keyBytes = bytes("?" + key);
        return values(table, table.find(keyBytes, 1, key.length(), hash(bytes(key))));
    }

    /** Moves the largest sub-partition out of the table. */
    private static void spill(JoinTable table, Set<Integer> gone, Map<String, List<String>> spilled) {
        int largest = table.largest();
        gone.add(largest);
        table.forEach(largest, (bytes, keyOffset, keyLength, valueOffset, valueLength) -> spilled.computeIfAbsent(
                        text(bytes, keyOffset, keyLength), none -> new ArrayList<>())
                .add(text(bytes, valueOffset, valueLength)));
        table.drop(largest);
    }

    @Seeds(100)
    void every_record_is_found_by_its_key_or_was_dropped_with_its_partition(Random random) {
        MemoryBudget budget = pool.budget("table", 30_000 + random.nextInt(200_000));
        int keyCount = 1 + random.nextInt(2_000);
        int longest = 1 + random.nextInt(200);
        Map<String, List<String>> expected = new HashMap<>();
        Map<String, List<String>> found = new HashMap<>();
        Set<Integer> gone = new HashSet<>();

        try (JoinTable table = new JoinTable(budget, PARTITIONS)) {
            for (int i = 0; i < 3_000; i++) {
                String key = random.nextBoolean() ? "hot" : "key " + random.nextInt(keyCount);
                String value = i + "v".repeat(random.nextInt(longest));
                expected.computeIfAbsent(key, none -> new ArrayList<>()).add(value);
                boolean kept = false;
                while (!kept && !gone.contains(partition(bytes(key)))) {
                    kept = add(table, key, value);
                    if (!kept) {
                        spill(table, gone, found);
                    }
                }
                if (!kept) {
                    found.computeIfAbsent(key, none -> new ArrayList<>()).add(value);
                }
            }
            while (!table.tryIndex()) {
                spill(table, gone, found);
            }
            for (String key : expected.keySet()) {
                List<String> values = find(table, key);
                assertThat(values.isEmpty()).isEqualTo(gone.contains(partition(bytes(key))));
                found.computeIfAbsent(key, none -> new ArrayList<>()).addAll(values);
            }
            assertThat(find(table, "absent")).isEmpty();
        }

        expected.values().forEach(values -> values.sort(null));
        found.values().forEach(values -> values.sort(null));
        assertThat(found).isEqualTo(expected);
    }

    @Test
    void keys_are_marked_whatever_number_of_records_they_have() {
        MemoryBudget budget = pool.budget("table", 1 << 20);
        List<List<String>> marked = new ArrayList<>();
        List<List<String>> unmarked = new ArrayList<>();

        try (JoinTable table = new JoinTable(budget, PARTITIONS)) {
            add(table, "a", "1");
            add(table, "a", "2");
            add(table, "b", "3");
            add(table, "", "4");
            assertThat(table.recordCount()).isEqualTo(4);
            assertThat(table.tryIndex()).isTrue();
            byte[] key = bytes("a");
            table.mark(table.find(key, 0, 1, hash(key)));
            table.forEachKey((first, isMarked) -> (isMarked ? marked : unmarked).add(values(table, first)));
            assertThat(find(table, "a")).containsExactly("1", "2");
        }

        assertThat(marked).containsExactly(List.of("1", "2"));
        assertThat(unmarked).containsExactlyInAnyOrder(List.of("3"), List.of("4"));
    }

    @Test
    void an_empty_table_finds_nothing_and_has_no_largest_partition() {
        try (JoinTable table = new JoinTable(pool.budget("table", 1 << 10), PARTITIONS)) {
            assertThat(table.largest()).isEqualTo(-1);
            assertThat(table.tryIndex()).isTrue();
            assertThat(find(table, "a")).isEmpty();
        }
    }

    @Test
    void a_record_that_fits_by_its_figure_fits_an_empty_table_and_its_index() {
        String value = "v".repeat(100_000);
        long needed = JoinTable.recordBytes(1, value.length());
        try (JoinTable table = new JoinTable(pool.budget("table", needed), PARTITIONS)) {
            assertThat(add(table, "a", value)).isTrue();
            assertThat(add(table, "b", "")).isFalse();
            assertThat(table.tryIndex()).isTrue();

            assertThat(find(table, "a")).containsExactly(value);
        }
        try (JoinTable table = new JoinTable(pool.budget("table", needed - 8 * 8 - 1), PARTITIONS)) {
            assertThat(add(table, "a", value)).isFalse();
        }
    }

    @Test
    void memory_of_a_dropped_partition_serves_the_others() {
        MemoryBudget budget = pool.budget("table", 40_000);
        try (JoinTable table = new JoinTable(budget, PARTITIONS)) {
            int kept = 0;
            for (int round = 0; round < 50; round++) {
                for (int i = 0; add(table, round + " " + i, "v".repeat(100)); i++) {
                    kept++;
                }
                for (int largest = table.largest(); largest >= 0; largest = table.largest()) {
                    table.drop(largest);
                }
                assertThat(budget.reservedBytes()).isZero();
            }
            assertThat(kept).isGreaterThan(50 * 100);
        }
    }

    @Test
    void keys_are_found_after_being_touched_whether_they_are_there_or_not() {
        try (JoinTable table = new JoinTable(pool.budget("table", 100_000), PARTITIONS)) {
            long[] hashes = new long[200];
            for (int i = 0; i < hashes.length; i++) {
                hashes[i] = hash(bytes("key " + i));
                assertThat(i % 2 == 1 || add(table, "key " + i, "value " + i)).isTrue();
            }
            assertThat(table.tryIndex()).isTrue();

            table.touch(hashes, hashes.length);

            for (int i = 0; i < hashes.length; i++) {
                assertThat(find(table, "key " + i)).isEqualTo(i % 2 == 1 ? List.of() : List.of("value " + i));
            }
        }
    }
}
