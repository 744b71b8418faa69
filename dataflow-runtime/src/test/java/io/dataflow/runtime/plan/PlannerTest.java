package io.dataflow.runtime.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dataflow.api.Dataset;
import io.dataflow.api.Session;
import io.dataflow.api.failure.DataflowException;
import io.dataflow.api.function.Fn1;
import io.dataflow.api.plan.LogicalPlan;
import io.dataflow.api.plan.PlanNode;
import io.dataflow.api.testing.ReferenceSession;
import io.dataflow.runtime.scheduler.ExchangeKind;
import io.dataflow.runtime.scheduler.StageSpec;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class PlannerTest {
    private final Session session = ReferenceSession.open();

    private PlanNode chain(int length) {
        Fn1<Object, Object> same = record -> record;
        PlanNode node = session.range(0, 10).plan().root();
        for (int i = 0; i < length; i++) {
            node = new PlanNode.Transform("map " + i, node, same, node.type());
        }
        return node;
    }

    @Test
    void operators_that_look_at_one_record_share_a_stage() {
        PhysicalPlan plan = Planner.plan(session.range(0, 10)
                .map(number -> number + 1)
                .filter(number -> number > 3)
                .flatMap(number -> List.of(number, number))
                .plan());

        assertThat(plan.graph().stages()).hasSize(1);
        assertThat(plan.programs().get(0).operators())
                .extracting(OperatorSpec::name)
                .containsExactly("map", "filter", "flatMap");
    }

    @Test
    void a_thousand_operators_in_a_row_are_accepted_and_one_more_is_refused() {
        assertThat(Planner.plan(new LogicalPlan(chain(1_000))).programs().get(0).operators())
                .hasSize(1_000);

        assertThatThrownBy(() -> Planner.plan(new LogicalPlan(chain(1_001))))
                .isInstanceOf(DataflowException.class)
                .hasMessageContaining("More than 1000 operators in a row up to 'map 1000'")
                .hasMessageContaining("put several steps into one function");
    }

    @Test
    @Timeout(20)
    void a_plan_of_a_hundred_thousand_operators_is_refused_without_a_stack_overflow() {
        LogicalPlan plan = new LogicalPlan(chain(100_000));

        assertThatThrownBy(() -> Planner.plan(plan))
                .isInstanceOf(DataflowException.class)
                .hasMessageContaining("More than 1000 operators in a row");
    }

    @Test
    @Timeout(20)
    void a_plan_with_too_many_stages_is_refused() {
        Dataset<Long> numbers = session.range(0, 10);
        PlanNode node = numbers.plan().root();
        for (int i = 0; i < 10_001; i++) {
            node = new PlanNode.Distinct("distinct", node);
        }
        LogicalPlan plan = new LogicalPlan(node);

        assertThatThrownBy(() -> Planner.plan(plan))
                .isInstanceOf(DataflowException.class)
                .hasMessageContaining("more than 10000 stages");
    }

    @Test
    @Timeout(20)
    void branches_that_double_again_and_again_are_refused_before_they_fill_the_memory() {
        Dataset<Long> numbers = session.range(0, 10);
        for (int i = 0; i < 40; i++) {
            numbers = numbers.union(numbers);
        }
        LogicalPlan plan = numbers.plan();

        assertThatThrownBy(() -> Planner.plan(plan))
                .isInstanceOf(DataflowException.class)
                .hasMessageContaining("more than 10000");
    }

    @Test
    void only_a_limit_that_is_the_only_consumer_makes_a_sort_keep_the_first() {
        Dataset<Long> sorted = session.range(0, 10).sortBy(number -> number);

        PhysicalPlan alone = Planner.plan(sorted.limit(3).plan());
        PhysicalPlan shared =
                Planner.plan(sorted.limit(3).union(sorted.map(number -> number)).plan());

        assertThat(sortLimit(alone)).isEqualTo(3);
        assertThat(sortLimit(shared)).isEqualTo(StageOutput.Sorted.NO_LIMIT);
    }

    @Test
    void a_limit_that_would_fill_the_memory_is_not_kept_by_the_sort() {
        PhysicalPlan plan = Planner.plan(
                session.range(0, 10).sortBy(number -> number).limit(10_001).plan());

        assertThat(sortLimit(plan)).isEqualTo(StageOutput.Sorted.NO_LIMIT);
    }

    private static long sortLimit(PhysicalPlan plan) {
        return plan.programs().stream()
                .map(StageProgram::output)
                .filter(StageOutput.Sorted.class::isInstance)
                .map(StageOutput.Sorted.class::cast)
                .findFirst()
                .orElseThrow()
                .limit();
    }

    @Test
    void tasks_that_write_for_very_many_partitions_read_more_unless_they_would_be_few_or_tiny() {
        assertThat(tasks(20_000_000, 1_000)).isEqualTo(StageBuilder.MIN_TASKS);
        assertThat(tasks(20_000_000, 10_000)).isBetween(16, 22);
        assertThat(tasks(20_000_000, 30_000)).isBetween(16, 22);
        assertThat(tasks(1_500_000, 30_000)).isEqualTo(tasks(1_500_000, 32)).isGreaterThan(16);
    }

    private int tasks(long records, int partitions) {
        PhysicalPlan plan =
                Planner.plan(session.range(0, records).repartition(partitions).plan());
        return plan.splits().get(0).size();
    }

    @Test
    void what_is_used_twice_is_computed_once_behind_an_exchange() {
        Dataset<Long> distinct = session.range(0, 10).distinct();

        PhysicalPlan plan =
                Planner.plan(distinct.union(distinct.map(number -> -number)).plan());

        assertThat(plan.graph().stages().stream()
                        .filter(stage -> stage.inputs().isEmpty())
                        .toList())
                .hasSize(1);
    }

    @Test
    void each_input_of_a_wide_union_is_a_stage_and_they_meet_in_one() {
        Dataset<Long> all = session.range(0, 1);
        for (int i = 1; i < 500; i++) {
            all = all.union(session.range(i, i + 1));
        }

        List<StageSpec> stages = Planner.plan(all.plan()).graph().stages();

        assertThat(stages).hasSize(501);
        assertThat(stages.get(500).inputs()).hasSize(500);
        assertThat(stages.get(0).output()).isInstanceOf(ExchangeKind.Hashed.class);
    }

    @Test
    void small_input_makes_few_partitions_and_large_input_more() {
        PhysicalPlan small = Planner.plan(session.range(0, 10).distinct().plan());
        PhysicalPlan large = Planner.plan(session.range(0, 1L << 30).distinct().plan());

        assertThat(partitions(small)).isEqualTo(32);
        assertThat(partitions(large)).isEqualTo(512);
    }

    private static int partitions(PhysicalPlan plan) {
        return ((ExchangeKind.Hashed) plan.graph().stages().get(0).output()).partitionCount();
    }
}
