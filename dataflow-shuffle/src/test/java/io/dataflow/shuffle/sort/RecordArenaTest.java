package io.dataflow.shuffle.sort;

import static org.assertj.core.api.Assertions.assertThat;

import io.dataflow.shuffle.TestRecord;
import io.dataflow.shuffle.block.RecordLayout;
import io.dataflow.shuffle.memory.MemoryBudget;
import io.dataflow.shuffle.memory.TrackingPool;
import io.dataflow.testing.Seeds;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RecordArenaTest {
    private static final int COUNT = 50_000;

    private final TrackingPool pool = new TrackingPool(1 << 28);
    private final RecordArena arena = new RecordArena(pool.budget("arena", 1 << 28));

    @AfterEach
    void nothing_leaks() {
        arena.release();
        pool.close();
    }

    static Stream<Arguments> adversaries() {
        return Stream.of(
                adversary("all equal", i -> "same"),
                adversary("all equal and long", i -> "the same for all of the records"),
                adversary("sorted", i -> number(i)),
                adversary("reversed", i -> number(COUNT - i)),
                adversary("organ pipe", i -> number(Math.min(i, COUNT - i))),
                adversary("organ pipe behind a prefix", i -> "a prefix " + number(Math.min(i, COUNT - i))),
                adversary("sawtooth", i -> number(i % 100)),
                adversary("two keys in turn", i -> i % 2 == 0 ? "even" : "odd"),
                adversary("two long keys in turn", i -> "a shared prefix, " + (i % 2 == 0 ? "even" : "odd")),
                adversary("one key, zeros behind it", i -> "key" + "\0".repeat(i % 7)),
                adversary("each key the start of the next", i -> "z".repeat(i % 300)),
                adversary("prefixes that differ in one low bit", i -> "1234567" + (char) ('a' + i % 2)),
                adversary("prefixes that differ at both ends", i -> (char) (i % 3) + "23456" + (char) (i * 31 % 256)),
                adversary("bad medians of three", RecordArenaTest::killer),
                adversary("high bytes", i -> "" + (char) (255 - i % 256) + (char) (i % 256)));
    }

    private static Arguments adversary(String name, IntFunction<String> key) {
        return Arguments.of(name, key);
    }

    private static String number(int i) {
        return String.format(Locale.ROOT, "%08d", i);
    }

    /** A permutation on which a median of the first, middle and last element is always among the smallest. */
    private static String killer(int i) {
        int half = COUNT / 2;
        int value = i < half ? (i % 2 == 0 ? i + 1 : half + i) : 2 * (i - half + 1);
        return "shared prefix " + number(value);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("adversaries")
    void records_come_out_in_order_whatever_order_they_came_in(String name, IntFunction<String> key) {
        List<String> keys = IntStream.range(0, COUNT).mapToObj(key).toList();

        assertThat(sort(keys)).as(name).isEqualTo(expected(keys));
    }

    @Seeds(60)
    void random_records_come_out_in_stable_order(Random random) {
        List<String> keys = TestRecord.random(random, 1 + random.nextInt(5000), 1, 0).stream()
                .map(TestRecord::key)
                .toList();

        assertThat(sort(keys)).isEqualTo(expected(keys));
    }

    /** Each record's value is the number of its arrival. */
    private List<String> sort(List<String> keys) {
        for (int i = 0; i < keys.size(); i++) {
            byte[] key = TestRecord.bytes(keys.get(i));
            byte[] value = TestRecord.bytes("" + i);
            int size = RecordLayout.size(key.length, value.length);
            assertThat(arena.append(size, key, 0, key.length, value, 0, value.length))
                    .isTrue();
        }
        arena.sort();
        List<String> sorted = new ArrayList<>();
        for (int i = 0; i < arena.count(); i++) {
            byte[] page = arena.page(i);
            int keyOffset = RecordLayout.keyOffset(page, arena.offset(i));
            int keyLength = RecordLayout.keyLength(page, arena.offset(i));
            int end = RecordLayout.end(page, arena.offset(i));
            sorted.add(TestRecord.text(page, keyOffset, keyLength) + "|"
                    + TestRecord.text(page, keyOffset + keyLength, end - keyOffset - keyLength));
        }
        return sorted;
    }

    private static List<String> expected(List<String> keys) {
        return IntStream.range(0, keys.size())
                .boxed()
                .sorted(Comparator.comparing(keys::get))
                .map(i -> keys.get(i) + "|" + i)
                .toList();
    }

    @Test
    void a_refused_record_changes_nothing_and_a_clear_makes_room() {
        MemoryBudget budget = pool.budget("small", RecordArena.FLOOR_BYTES + 1000);
        RecordArena small = new RecordArena(budget);
        byte[] value = new byte[500];
        int appended = 0;
        while (small.append(503, new byte[] {1}, 0, 1, value, 0, 499)) {
            appended++;
        }
        assertThat(small.count()).isEqualTo(appended);
        assertThat(appended).isPositive();

        small.clear();

        assertThat(small.append(503, new byte[] {1}, 0, 1, value, 0, 499)).isTrue();
        assertThat(small.count()).isEqualTo(1);
        small.release();
        assertThat(budget.reservedBytes()).isZero();
    }

    @Seeds(50)
    void prefixes_order_keys_as_their_bytes_do(Random random) {
        byte[] a = randomKey(random);
        byte[] b = random.nextBoolean() ? randomKey(random) : Arrays.copyOf(a, random.nextInt(14));

        int byPrefix = Long.compare(KeyPrefix.of(a, 0, a.length), KeyPrefix.of(b, 0, b.length));
        int order = byPrefix != 0 ? byPrefix : KeyPrefix.compareRest(a, 0, a.length, b, 0, b.length);

        assertThat(Integer.signum(order)).isEqualTo(Integer.signum(Arrays.compareUnsigned(a, b)));
    }

    private static byte[] randomKey(Random random) {
        byte[] key = new byte[random.nextInt(14)];
        for (int i = 0; i < key.length; i++) {
            key[i] = (byte) (random.nextInt(4) * 85);
        }
        return key;
    }
}
