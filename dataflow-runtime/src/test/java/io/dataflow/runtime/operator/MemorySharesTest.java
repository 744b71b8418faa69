package io.dataflow.runtime.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.dataflow.api.Pair;
import io.dataflow.api.aggregate.Aggregator;
import io.dataflow.api.aggregate.Aggregators;
import io.dataflow.api.codec.ValueType;
import io.dataflow.api.plan.JoinKind;
import io.dataflow.api.plan.PlanNode;
import io.dataflow.runtime.plan.StageInput;
import io.dataflow.runtime.plan.StageOutput;
import io.dataflow.runtime.plan.StageProgram;
import io.dataflow.runtime.scheduler.MemoryFloor;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What a task needs at least is enough, and said with a number. */
class MemorySharesTest {
    private static final long SMALLEST_SLOT_BYTES = 2L << 20;
    private static final ValueType LONG = ValueType.of(Long.class);
    private static final List<Long> NUMBERS =
            LongStream.range(0, 40_000).boxed().toList();

    private static StageOutput keyed(int side) {
        return new StageOutput.Keyed("group", side, number -> (Long) number % 15_000, LONG, List.of(), LONG, 1);
    }

    private static MemoryFloor floor(StageInput input, StageOutput output) {
        return MemoryShares.floor(new StageProgram("stage", input, List.of(), output));
    }

    @Test
    void joins_and_groups_work_with_the_least_and_spill() throws Exception {
        StageInput.GroupBody.OfTwo both = new StageInput.GroupBody.OfTwo((key, left, right, output) -> {
            long count = 0;
            for (Object value : left) {
                count += value.equals(key) ? 1_000 : 1;
            }
            output.emit(Pair.of(key, count));
        });
        StageInput.GroupBody.Joined joined = new StageInput.GroupBody.Joined(JoinKind.INNER, Pair::of);
        try (OneTask task = new OneTask()) {
            task.write(0, keyed(0), NUMBERS);
            task.write(1, keyed(1), NUMBERS.subList(0, 30_000));

            OneTask.Result groups = task.readInLeastMemory(
                    new StageInput.SortedGroups("cogroup", List.of(0, 1), LONG, List.of(LONG, LONG), both));
            OneTask.Result pairs = task.readInLeastMemory(
                    new StageInput.HashJoined("join", List.of(0, 1), List.of(0), LONG, List.of(LONG, LONG), joined));

            assertThat(groups.records()).hasSize(15_000);
            assertThat(groups.spilledBytes()).isPositive();
            assertThat(pairs.records()).hasSize(10_000 * 3 * 2 + 5_000 * 2 * 2);
            assertThat(pairs.spilledBytes()).isPositive();
        }
    }

    @Test
    void counts_distinct_and_sorts_work_with_the_least() throws Exception {
        @SuppressWarnings("unchecked")
        Aggregator<Object, Object, Object> count =
                (Aggregator<Object, Object, Object>) (Aggregator<?, ?, ?>) Aggregators.count();
        List<PlanNode.SortKey> descending = List.of(new PlanNode.SortKey(number -> number, LONG, true));
        try (OneTask task = new OneTask()) {
            task.write(0, new StageOutput.Combined(number -> number, LONG, LONG, count, 1), NUMBERS);
            task.write(1, new StageOutput.Distinct(LONG, 1), NUMBERS);
            for (int run = 0; run < 8; run++) {
                List<Long> part = NUMBERS.subList(run * 5_000, (run + 1) * 5_000);
                task.write(2 + run, new StageOutput.Sorted(descending, LONG, StageOutput.Sorted.NO_LIMIT), part);
            }

            OneTask.Result counts = task.readInLeastMemory(
                    new StageInput.Groups(List.of(0), LONG, LONG, count, (key, number) -> number));
            OneTask.Result distinct = task.readInLeastMemory(new StageInput.Keys(List.of(1), LONG));
            OneTask.Result sorted =
                    task.readInLeastMemory(new StageInput.Merged(List.of(2, 3, 4, 5, 6, 7, 8, 9), LONG));

            assertThat(counts.records()).hasSize(NUMBERS.size()).containsOnly(1L);
            assertThat(distinct.records()).hasSize(NUMBERS.size());
            List<Long> expected = new ArrayList<>(NUMBERS);
            expected.sort(Comparator.reverseOrder());
            assertThat(sorted.records()).isEqualTo(expected);
        }
    }

    @Test
    void every_program_that_is_planned_today_fits_the_smallest_slot() {
        StageInput read = new StageInput.SortedGroups(
                "group", List.of(0), LONG, List.of(LONG), new StageInput.GroupBody.Joined(JoinKind.FULL, Pair::of));

        MemoryFloor floor = floor(read, new StageOutput.Distinct(LONG, 4_096));

        assertThat(floor.attemptBytes()).isLessThanOrEqualTo(SMALLEST_SLOT_BYTES);
    }

    @Test
    void a_program_needs_as_much_as_the_step_that_needs_most() {
        StageInput join = new StageInput.HashJoined(
                "join",
                List.of(0, 1),
                List.of(0),
                LONG,
                List.of(LONG, LONG),
                new StageInput.GroupBody.Joined(JoinKind.SEMI, Pair::of));
        StageProgram step = new StageProgram("join", join, List.of(), keyed(0));
        StageInput read = new StageInput.Records(List.of(-1), LONG);
        StageOutput written = new StageOutput.Records(LONG);

        MemoryFloor floor = MemoryShares.floor(
                new StageProgram(List.of(new StageProgram.Step(-1, step, 32)), "records", read, List.of(), written));

        assertThat(floor).isEqualTo(floor(join, keyed(0)));
        assertThat(floor.attemptBytes()).isGreaterThan(floor(read, written).attemptBytes());
    }

    @Test
    void a_task_that_does_not_fit_is_refused_with_its_stage_what_it_does_and_both_numbers() {
        MemoryFloor floor = floor(new StageInput.Records(List.of(0), LONG), new StageOutput.Spread(LONG, 30_000));

        assertThat(floor.refusal(3, "union", floor.attemptBytes())).isNull();
        assertThat(floor.refusal(3, "union", 1_000_000))
                .isEqualTo("Stage 3 'union' needs at least " + floor.attemptBytes()
                        + " bytes of memory for each task, to write 30000 partitions, and a task has 1000000 bytes;"
                        + " give the workers more memory or fewer slots");
    }
}
