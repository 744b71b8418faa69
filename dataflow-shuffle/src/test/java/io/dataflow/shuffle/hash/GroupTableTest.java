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

class GroupTableTest {
    private final TrackingPool pool = new TrackingPool(1 << 24);

    @AfterEach
    void nothing_leaks() {
        pool.close();
    }

    @Seeds(50)
    void states_grow_by_appending_however_little_memory_there_is(Random random) {
        int longest = 1 + random.nextInt(100);
        MemoryBudget budget = pool.budget("table", 20_000 + random.nextInt(60_000));
        Map<String, String> expected = new HashMap<>();

        try (GroupTable table = new GroupTable(budget, 8)) {
            boolean refused = false;
            while (!refused) {
                String key = "key " + random.nextInt(20);
                byte[] keyBytes = bytes(key);
                String more = "m".repeat(random.nextInt(longest)) + random.nextInt(10);
                int entry = table.find(keyBytes, 0, keyBytes.length, KeyHash.of(keyBytes, 0, keyBytes.length));
                refused = entry < 0 || !table.appendState(entry, bytes("[" + more), 1, more.length());
                if (!refused) {
                    expected.merge(key, more, String::concat);
                }
                assertThat(table.reservedBytes()).isEqualTo(budget.reservedBytes());
            }
            Map<String, String> states = new HashMap<>();
            table.forEach((key, keyOffset, keyLength, hash, state, stateOffset, stateLength) -> {
                if (stateLength > 0) {
                    states.put(text(key, keyOffset, keyLength), text(state, stateOffset, stateLength));
                }
            });

            assertThat(states).isEqualTo(expected);
        }
    }

    @Seeds(100)
    void states_are_those_of_a_hash_map_however_little_memory_there_is(Random random) {
        int longestState = 1 + random.nextInt(300);
        MemoryBudget budget =
                pool.budget("table", GroupTable.FLOOR_BYTES + 40 + 2L * longestState + random.nextInt(60_000));
        Map<String, String> expected = new HashMap<>();
        Map<String, String> drained = new HashMap<>();
        int distinct = 1 + random.nextInt(800);

        try (GroupTable table = new GroupTable(budget, random.nextInt(1000))) {
            for (int i = 0; i < 3000; i++) {
                byte[] key = bytes("key " + random.nextInt(distinct));
                byte[] state = new byte[random.nextInt(longestState + 1)];
                random.nextBytes(state);
                put(table, key, state, drained);
                expected.put(text(key, 0, key.length), text(state, 0, state.length));
                assertThat(table.reservedBytes()).isEqualTo(budget.reservedBytes());
            }
            drain(table, drained);
        }

        assertThat(drained).isEqualTo(expected);
    }

    private static void put(GroupTable table, byte[] key, byte[] state, Map<String, String> drained) {
        long hash = KeyHash.of(key, 0, key.length);
        int entry = table.find(key, 0, key.length, hash);
        if (entry < 0) {
            drain(table, drained);
            entry = table.find(key, 0, key.length, hash);
        }
        assertThat(entry).isNotNegative();
        String before = state(table, entry);
        if (!table.replaceState(entry, state, 0, state.length)) {
            assertThat(state(table, entry)).isEqualTo(before);
            drain(table, drained);
            entry = table.find(key, 0, key.length, hash);
            assertThat(table.inserted()).isTrue();
            assertThat(table.stateLength(entry)).isZero();
            assertThat(table.replaceState(entry, state, 0, state.length)).isTrue();
        }
        assertThat(state(table, entry)).isEqualTo(text(state, 0, state.length));
    }

    private static String state(GroupTable table, int entry) {
        return text(table.stateBytes(entry), table.stateOffset(entry), table.stateLength(entry));
    }

    private static void drain(GroupTable table, Map<String, String> target) {
        int[] visited = new int[1];
        table.forEach((keyBytes, keyOffset, keyLength, hash, stateBytes, stateOffset, stateLength) -> {
            assertThat(hash).isEqualTo(KeyHash.of(keyBytes, keyOffset, keyLength));
            target.put(text(keyBytes, keyOffset, keyLength), text(stateBytes, stateOffset, stateLength));
            visited[0]++;
        });
        assertThat(visited[0]).isEqualTo(table.keyCount());
        table.clear();
    }

    @Test
    void a_state_of_the_same_length_is_replaced_in_place() {
        try (GroupTable table = new GroupTable(pool.budget("table", 100_000), 4)) {
            int entry = table.find(bytes("key"), 0, 3, 1);
            assertThat(table.replaceState(entry, bytes("12345678"), 0, 8)).isTrue();
            byte[] page = table.stateBytes(entry);
            int offset = table.stateOffset(entry);

            assertThat(table.replaceState(entry, bytes("abcdefgh"), 0, 8)).isTrue();

            assertThat(table.stateBytes(entry)).isSameAs(page);
            assertThat(table.stateOffset(entry)).isEqualTo(offset);
            assertThat(state(table, entry)).isEqualTo("abcdefgh");
        }
    }

    @Test
    void a_state_that_grows_a_little_at_a_time_moves_seldom() {
        try (GroupTable table = new GroupTable(pool.budget("table", 1 << 20), 4)) {
            int entry = table.find(bytes("key"), 0, 3, 1);
            byte[] state = new byte[20_000];
            int moves = 0;
            int offset = -1;

            for (int length = 1; length <= state.length; length++) {
                assertThat(table.replaceState(entry, state, 0, length)).isTrue();
                moves += table.stateOffset(entry) == offset ? 0 : 1;
                offset = table.stateOffset(entry);
            }

            assertThat(moves).isLessThan(20);
        }
    }

    @Test
    void a_new_state_may_come_out_of_the_old_one() {
        try (GroupTable table = new GroupTable(pool.budget("table", 100_000), 4)) {
            int entry = table.find(bytes("key"), 0, 3, 1);
            assertThat(table.replaceState(entry, bytes("0123456789"), 0, 10)).isTrue();

            assertThat(table.replaceState(entry, table.stateBytes(entry), table.stateOffset(entry) + 2, 7))
                    .isTrue();

            assertThat(state(table, entry)).isEqualTo("2345678");
        }
    }

    @Test
    void keys_with_one_hash_are_still_different_keys() {
        try (GroupTable table = new GroupTable(pool.budget("table", 1 << 20), 4)) {
            for (int i = 0; i < 200; i++) {
                byte[] key = bytes("" + i);
                int entry = table.find(key, 0, key.length, 0);
                assertThat(table.inserted()).isTrue();
                assertThat(table.replaceState(entry, key, 0, key.length)).isTrue();
            }

            table.forEach((keyBytes, keyOffset, keyLength, hash, stateBytes, stateOffset, stateLength) -> assertThat(
                            text(stateBytes, stateOffset, stateLength))
                    .isEqualTo(text(keyBytes, keyOffset, keyLength)));
            assertThat(table.keyCount()).isEqualTo(200);
        }
    }

    @Test
    void a_drained_table_takes_one_key_and_state_that_need_all_of_the_memory() {
        MemoryBudget budget = pool.budget("table", 100_000);
        try (GroupTable table = new GroupTable(budget, 1000)) {
            for (int i = 0; i < 500; i++) {
                byte[] key = bytes("key " + i);
                int entry = table.find(key, 0, key.length, KeyHash.of(key, 0, key.length));
                assertThat(entry).isNotNegative();
                assertThat(table.replaceState(entry, new byte[60], 0, 60)).isTrue();
            }
            byte[] huge = new byte[100_000 - GroupTable.FLOOR_BYTES - 8];
            int entry = table.find(bytes("key 7"), 0, 5, KeyHash.of(bytes("key 7"), 0, 5));
            assertThat(table.replaceState(entry, huge, 0, huge.length)).isFalse();

            table.clear();
            entry = table.find(bytes("key 7"), 0, 5, KeyHash.of(bytes("key 7"), 0, 5));
            assertThat(table.replaceState(entry, huge, 0, huge.length)).isTrue();

            assertThat(table.stateLength(entry)).isEqualTo(huge.length);
        }
    }
}
