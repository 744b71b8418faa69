package io.dataflow.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dataflow.runtime.operations.WorkerState;
import io.dataflow.runtime.operations.WorkerSummary;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class WorkerChoiceTest {
    private static final List<WorkerSummary> WORKERS = Stream.of("a1", "a123", "b7")
            .map(id -> new WorkerSummary(id, "host-" + id + ":7071", 1, 0, 1, 0, 0, WorkerState.UP))
            .toList();

    private static String chosen(String named) {
        return WorkerChoice.of(WORKERS, named).worker();
    }

    @Test
    void a_worker_is_named_by_its_id_the_beginning_of_it_or_its_address() {
        assertThat(chosen("b7")).isEqualTo("b7");
        assertThat(chosen("a12")).isEqualTo("a123");
        assertThat(chosen("host-b7:7071")).isEqualTo("b7");
    }

    @Test
    void a_whole_id_is_never_a_beginning() {
        assertThat(chosen("a1")).isEqualTo("a1");
    }

    @Test
    void a_beginning_that_several_have_is_refused_with_their_addresses() {
        assertThatThrownBy(() -> chosen("a"))
                .hasMessage("Several workers begin with a: a1 at host-a1:7071, a123 at host-a123:7071");
    }

    @Test
    void an_unknown_worker_is_named() {
        assertThatThrownBy(() -> chosen("c"))
                .hasMessageContaining("There is no worker c on this cluster")
                .hasMessageContaining("dataflow workers");
    }
}
