package io.dataflow.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dataflow.api.failure.DataflowException;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;

class WorkerSizeTest {
    private static final long MB = 1 << 20;

    private static final class Options {
        @Mixin
        private final ResourceOptions resources = new ResourceOptions();
    }

    private static ResourceOptions asked(String... arguments) {
        Options options = new Options();
        new CommandLine(options).parseArgs(arguments);
        return options.resources;
    }

    @Test
    void workers_share_the_machine_unless_told_otherwise() {
        assertThat(WorkerSize.of(asked(), 2, 8, 1000 * MB)).isEqualTo(new WorkerSize(4, 500 * MB, 1250 * MB));
        assertThat(WorkerSize.of(asked(), 3, 2, 30_000 * MB))
                .isEqualTo(new WorkerSize(1, 1024 * MB, 1024 * MB / 10 * 25));
    }

    @Test
    void what_is_asked_is_given() {
        assertThat(WorkerSize.of(asked("--slots", "3", "--memory", "64MB"), 2, 8, 1000 * MB))
                .isEqualTo(new WorkerSize(3, 64 * MB, 256 * MB));
    }

    @Test
    void heaps_leave_room_for_others() {
        assertThat(WorkerSize.of(asked("--memory", "700MB"), 2, 8, 1000 * MB).heapBytes())
                .isEqualTo(1500 * MB);
    }

    @Test
    void memory_that_no_heap_can_hold_is_refused() {
        assertThatThrownBy(() -> WorkerSize.of(asked("--memory", "4GB"), 3, 8, 1000 * MB))
                .isInstanceOf(DataflowException.class)
                .hasMessageContaining("--memory 4.0 GB for each of 3 workers is more than this machine has");
    }
}
