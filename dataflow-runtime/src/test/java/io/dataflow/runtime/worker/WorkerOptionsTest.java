package io.dataflow.runtime.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dataflow.api.SessionOptions;
import org.junit.jupiter.api.Test;

class WorkerOptionsTest {
    private static final long MEGABYTE = 1L << 20;

    @Test
    void memory_is_shared_by_the_slots_and_what_is_published() {
        WorkerOptions options = new WorkerOptions("w", 4, 64 * MEGABYTE);

        assertThat(options.slots()).isEqualTo(4);
        assertThat(options.storeBytes()).isEqualTo(16 * MEGABYTE);
        assertThat(options.attemptBytes()).isEqualTo(12 * MEGABYTE);
    }

    @Test
    void there_are_no_more_slots_than_the_memory_has_room_for() {
        assertThat(new WorkerOptions("w", 8, SessionOptions.MIN_MEMORY_BYTES).slots())
                .isEqualTo(1);
        assertThat(new WorkerOptions("w", 8, 6 * MEGABYTE).slots()).isEqualTo(2);
        assertThat(new WorkerOptions("w", 8, 6 * MEGABYTE).attemptBytes()).isGreaterThanOrEqualTo(2 * MEGABYTE);
    }

    @Test
    void there_is_one_slot_however_little_memory_there_is() {
        assertThat(new WorkerOptions("w", 2, MEGABYTE).slots()).isEqualTo(1);
    }

    @Test
    void no_slot_and_no_memory_are_refused() {
        assertThatThrownBy(() -> new WorkerOptions("w", 0, MEGABYTE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("got 0 and 1048576");
        assertThatThrownBy(() -> new WorkerOptions("w", 1, 0)).isInstanceOf(IllegalArgumentException.class);
    }
}
