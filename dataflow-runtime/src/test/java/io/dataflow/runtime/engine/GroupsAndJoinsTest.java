package io.dataflow.runtime.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.acme.RandomGroups;
import com.acme.RandomGroups.Sale;
import io.dataflow.api.Dataset;
import io.dataflow.api.SessionOptions;
import io.dataflow.api.failure.DataflowException;
import io.dataflow.api.failure.FailureKind;
import io.dataflow.api.testing.ReferenceSession;
import io.dataflow.testing.Seeds;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Joins, cogroups and streaming groups. */
class GroupsAndJoinsTest {
    private static final SessionOptions SMALL = SessionOptions.defaults()
            .memoryBytes(SessionOptions.MIN_MEMORY_BYTES)
            .slots(2);

    @TempDir
    private Path folder;

    @Seeds(150)
    void the_engine_joins_and_groups_as_plain_collections_do(Random random) throws Exception {
        long program = random.nextLong();
        List<String> expected;
        try (ReferenceSession reference = ReferenceSession.open()) {
            expected = RandomGroups.run(program, reference);
        }

        List<String> answer;
        try (CheckedEngine engine = CheckedEngine.open(folder, SMALL.slots(1 + random.nextInt(3)))) {
            answer = RandomGroups.run(program, engine.session());
        }

        assertThat(answer).isEqualTo(expected);
    }

    @Test
    void a_join_larger_than_memory_spills_and_finds_every_pair() throws Exception {
        try (CheckedEngine engine = CheckedEngine.open(folder, SMALL)) {
            Spilled spilled = Spilled.by(engine.session());
            Dataset<Long> left = engine.session().range(0, 200_000);
            Dataset<Long> right = engine.session().range(100_000, 300_000);

            long pairs = left.join(right).on(x -> x, x -> x).count();

            assertThat(pairs).isEqualTo(100_000);
            assertThat(spilled.bytes()).isPositive();
        }
    }

    @Test
    void a_group_larger_than_memory_is_iterated_twice() throws Exception {
        try (CheckedEngine engine = CheckedEngine.open(folder, SMALL)) {
            Spilled spilled = Spilled.by(engine.session());

            List<Long> answer = engine.session()
                    .range(0, 300_000)
                    .groupBy(x -> 0)
                    .sortedBy(x -> -x)
                    .transformGroups(Long.class, (key, values, output) -> {
                        long descents = 0;
                        long last = Long.MAX_VALUE;
                        for (long value : values) {
                            descents += value < last ? 1 : 0;
                            last = value;
                        }
                        long sum = 0;
                        for (long value : values) {
                            sum += value;
                        }
                        output.emit(descents);
                        output.emit(sum);
                    })
                    .collect();

            assertThat(answer).containsExactly(300_000L, 300_000L * 299_999 / 2);
            assertThat(spilled.bytes()).isPositive();
        }
    }

    @Test
    void a_hot_key_that_fits_neither_side_is_joined_with_itself() throws Exception {
        try (CheckedEngine engine = CheckedEngine.open(folder, SMALL)) {
            Dataset<Long> left = engine.session().range(0, 3_000);
            Dataset<String> right = engine.session().range(0, 1_500).map(x -> "value ".repeat(100) + x);

            long pairs = left.join(right).on(x -> 7, x -> 7).count();

            assertThat(pairs).isEqualTo(3_000L * 1_500);
        }
    }

    @Test
    void too_many_open_passes_over_a_large_group_are_refused() throws Exception {
        try (CheckedEngine engine = CheckedEngine.open(folder, SMALL)) {
            Dataset<Integer> groups = engine.session()
                    .range(0, 300_000)
                    .groupBy(x -> 0)
                    .transformGroups(Integer.class, (key, values, output) -> {
                        for (int i = 0; i < 10; i++) {
                            output.emit(values.iterator().hasNext() ? 1 : 0);
                        }
                    });

            assertThatThrownBy(groups::count)
                    .isInstanceOfSatisfying(DataflowException.class, failure -> assertThat(failure.kind())
                            .isEqualTo(FailureKind.USER_CODE))
                    .hasMessageContaining("transformGroups: more than 3 passes over a large group");
        }
    }

    @Test
    void keys_of_different_types_are_refused_when_the_plan_is_built() throws Exception {
        try (CheckedEngine engine = CheckedEngine.open(folder, SMALL)) {
            Dataset<Sale> sales = engine.session().of(new Sale(1, 2, "three"));

            assertThatThrownBy(() -> sales.join(sales).on(Sale::item, Sale::note))
                    .isInstanceOf(DataflowException.class)
                    .hasMessageContaining(
                            ": the keys are of different types, Integer on the left and String on the right");
        }
    }
}
