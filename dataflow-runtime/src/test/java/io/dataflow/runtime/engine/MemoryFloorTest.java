package io.dataflow.runtime.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dataflow.api.Dataset;
import io.dataflow.api.Session;
import io.dataflow.api.failure.DataflowException;
import io.dataflow.api.failure.FailureKind;
import io.dataflow.runtime.SmallCluster;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What cannot run in the memory there is, is refused when it is submitted. */
class MemoryFloorTest {
    @TempDir
    private Path folder;

    @Test
    void a_job_whose_floor_does_not_fit_is_refused_with_the_operator_and_the_numbers() throws Exception {
        try (SmallCluster cluster = SmallCluster.start(folder).withWorkers(1, 1, 1L << 20);
                Session session = cluster.connect()) {
            Dataset<Long> numbers = session.range(0, 1_000);
            assertThat(numbers.count()).isEqualTo(1_000);

            assertThatThrownBy(() -> numbers.join(numbers).on(x -> x, x -> x).count())
                    .isInstanceOfSatisfying(DataflowException.class, failure -> assertThat(failure.kind())
                            .isEqualTo(FailureKind.RESOURCES))
                    .hasMessageContaining("Stage 3 'join > count, in part' needs at least ")
                    .hasMessageContaining(
                            " bytes of memory for each task, to spill what it reads, and a task has 786432"
                                    + " bytes; give the workers more memory or fewer slots");
            assertThat(numbers.sortBy(x -> -x).first()).contains(999L);
        }
    }
}
