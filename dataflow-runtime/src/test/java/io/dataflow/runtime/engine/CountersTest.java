package io.dataflow.runtime.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.acme.CountedWords;
import io.dataflow.api.ErrorPolicy;
import io.dataflow.api.Job;
import io.dataflow.api.Session;
import io.dataflow.api.failure.DataflowException;
import io.dataflow.api.failure.FailureKind;
import io.dataflow.api.function.Broadcast;
import io.dataflow.api.io.TextFiles;
import io.dataflow.api.testing.ReferenceSession;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Counters, and broadcast values. */
class CountersTest {
    @TempDir
    private Path folder;

    @Test
    void the_report_has_what_functions_counted() throws Exception {
        try (CheckedEngine engine = CheckedEngine.open(folder);
                Session reference = ReferenceSession.open()) {
            Job job = CountedWords.evens(engine.session()).write(TextFiles.into(folder.resolve("evens")));
            Job expected = CountedWords.evens(reference).write(TextFiles.into(folder.resolve("reference")));

            assertThat(job.report().counters())
                    .containsExactlyInAnyOrderEntriesOf(Map.of("odd", 500L, "sum of evens", 249_500L))
                    .isEqualTo(expected.report().counters());
        }
    }

    @Test
    void rejected_records_are_counted_and_limited_in_all_tasks_together() throws Exception {
        try (CheckedEngine engine = CheckedEngine.open(folder)) {
            Job job = engine.session()
                    .range(0, 1_000)
                    .repartition(8)
                    .map(n -> 1 / (n % 100))
                    .named("divide")
                    .onError(ErrorPolicy.skip(10))
                    .write(TextFiles.into(folder.resolve("divided")));

            assertThat(job.report().counters()).isEqualTo(Map.of("'divide' rejected", 10L));
            assertThatThrownBy(() -> engine.session()
                            .range(0, 1_000)
                            .repartition(8)
                            .map(n -> 1 / (n % 100))
                            .named("divide")
                            .onError(ErrorPolicy.skip(9))
                            .count())
                    .isInstanceOfSatisfying(DataflowException.class, failure -> assertThat(failure.kind())
                            .isEqualTo(FailureKind.USER_CODE))
                    .hasMessageContaining("'divide' rejected 10 records in all its tasks, and 9 are allowed");
        }
    }

    @Test
    void a_broadcast_value_is_there_for_every_task() throws Exception {
        try (CheckedEngine engine = CheckedEngine.open(folder)) {
            Map<String, Integer> table = new HashMap<>(Map.of("one", 1, "two", 2));
            Broadcast<Map<String, Integer>> numbers = engine.session().broadcast(table);
            Broadcast<List<Long>> small = engine.session().range(0, 3).broadcast();
            table.put("three", 3);

            assertThat(engine.session()
                            .of("two", "one", "three")
                            .repartition(3)
                            .map(word -> numbers.value().getOrDefault(word, 0)
                                    + small.value().size())
                            .collect())
                    .containsExactlyInAnyOrder(5, 4, 3);
        }
    }

    @Test
    void what_cannot_be_encoded_cannot_be_broadcast() throws Exception {
        try (CheckedEngine engine = CheckedEngine.open(folder)) {
            assertThatThrownBy(() -> engine.session().broadcast(new Object()))
                    .isInstanceOf(DataflowException.class)
                    .hasMessageStartingWith("broadcast: the value cannot be encoded. ");
        }
    }
}
