package io.dataflow.runtime.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.dataflow.api.Pair;
import io.dataflow.api.codec.ValueType;
import io.dataflow.api.plan.JoinKind;
import io.dataflow.runtime.plan.StageInput;
import io.dataflow.runtime.plan.StageOutput;
import io.dataflow.testing.Seeds;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The hash join against the join by sorting, in the least memory there may be. */
class HashJoinTest {
    private static final long LEAST_BYTES = 2L << 20;
    private static final ValueType INTEGER = ValueType.of(Integer.class);
    private static final ValueType RECORD = ValueType.of(Pair.class, INTEGER, ValueType.of(String.class));

    private static StageInput.GroupBody.Joined joined(JoinKind kind) {
        return new StageInput.GroupBody.Joined(kind, (left, right) -> name(left) + " with " + name(right));
    }

    /** A record without the text that fills it. */
    private static String name(Object record) {
        String text = record.toString();
        return text.substring(0, text.contains("x") ? text.indexOf('x') : text.length());
    }

    private static StageInput hashed(JoinKind kind) {
        return new StageInput.HashJoined(
                kind.operator(), List.of(0, 1), List.of(0), INTEGER, List.of(RECORD, RECORD), joined(kind));
    }

    private static StageInput sorted(JoinKind kind) {
        return new StageInput.SortedGroups(
                kind.operator(), List.of(0, 1), INTEGER, List.of(RECORD, RECORD), joined(kind));
    }

    private static void write(OneTask task, int side, List<Pair<Integer, String>> records) throws Exception {
        task.write(
                side,
                new StageOutput.Keyed(
                        "join", side, record -> ((Pair<?, ?>) record).first(), INTEGER, List.of(), RECORD, 1),
                records);
    }

    private static List<Pair<Integer, String>> records(int count, int length, IntUnaryOperator key) {
        List<Pair<Integer, String>> records = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            records.add(Pair.of(key.applyAsInt(i), i + "-" + "x".repeat(length)));
        }
        return records;
    }

    private static void assertSame(OneTask task, JoinKind kind) throws Exception {
        OneTask.Result expected = task.read(sorted(kind), 16 * LEAST_BYTES);

        OneTask.Result result = task.read(hashed(kind), LEAST_BYTES);

        assertThat(names(result).equals(names(expected))).as(kind.name()).isTrue();
    }

    private static List<String> names(OneTask.Result result) {
        return result.records().stream().map(HashJoinTest::name).sorted().toList();
    }

    @Seeds(60)
    void every_kind_yields_what_sorting_yields(Random random) throws Exception {
        List<JoinKind> kinds = List.of(JoinKind.values());
        JoinKind kind = kinds.get(random.nextInt(kinds.size()));
        int keys = 1 + random.nextInt(3_000);
        boolean skewed = random.nextInt(3) == 0;
        try (OneTask task = new OneTask()) {
            for (int side = 0; side < 2; side++) {
                int length = random.nextInt(4) == 0 ? 3_000 : 20 + random.nextInt(300);
                int count = random.nextInt(8) == 0 ? 0 : random.nextInt(keys < 100 || skewed ? 600 : 4_000);
                write(
                        task,
                        side,
                        records(count, length, i -> skewed && random.nextBoolean() ? 0 : random.nextInt(keys)));
            }

            assertSame(task, kind);
        }
    }

    @ParameterizedTest
    @EnumSource
    void sides_of_which_neither_fits_are_joined_by_way_of_the_disk(JoinKind kind) throws Exception {
        try (OneTask task = new OneTask()) {
            write(task, 0, records(30_000, 120, i -> i));
            write(task, 1, records(30_000, 120, i -> i + 15_000));

            assertSame(task, kind);

            assertThat(task.read(hashed(kind), LEAST_BYTES).spilledBytes()).isPositive();
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_key_with_half_of_the_records_of_both_sides_is_taken_apart_by_sorting(JoinKind kind) throws Exception {
        try (OneTask task = new OneTask()) {
            write(task, 0, records(600, 3_000, i -> i % 2 == 0 ? 7 : i));
            write(task, 1, records(600, 3_000, i -> i % 2 == 0 ? 7 : i + 301));

            assertSame(task, kind);
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_small_left_takes_the_place_of_a_right_that_does_not_fit(JoinKind kind) throws Exception {
        try (OneTask task = new OneTask()) {
            write(task, 0, records(100, 10, i -> 50 * i));
            write(task, 1, records(5_000, 500, i -> i));

            assertSame(task, kind);
        }
    }

    @Test
    void what_fits_touches_no_disk() throws Exception {
        try (OneTask task = new OneTask()) {
            write(task, 0, records(20_000, 100, i -> i));
            write(task, 1, records(1_000, 100, i -> 10 * i));

            OneTask.Result result = task.read(hashed(JoinKind.INNER), LEAST_BYTES);

            assertThat(result.records()).hasSize(1_000);
            assertThat(result.spilledBytes()).isZero();
        }
    }

    @Test
    void only_what_does_not_fit_goes_to_disk() throws Exception {
        try (OneTask task = new OneTask()) {
            write(task, 0, records(10_000, 10, i -> i));
            write(task, 1, records(10_000, 90, i -> i));

            OneTask.Result little = task.read(hashed(JoinKind.INNER), LEAST_BYTES);
            OneTask.Result more = task.read(hashed(JoinKind.INNER), 2 * LEAST_BYTES);

            assertThat(more.records()).hasSize(10_000);
            assertThat(more.spilledBytes()).isPositive().isLessThan(little.spilledBytes() / 4 * 3);
        }
    }
}
