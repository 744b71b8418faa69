package io.dataflow.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dataflow.api.failure.DataflowException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CleanupTest {
    private final List<String> closed = new ArrayList<>();
    private final Cleanup cleanup = Cleanup.whenProcessStops(() -> closed.add("stopped"));

    @Test
    void the_latest_is_closed_first_and_each_once() throws Exception {
        hold("first");
        hold("second");

        cleanup.close();
        cleanup.close();

        assertThat(closed).containsExactly("second", "first");
        assertThat(cleanup.stopping()).isFalse();
    }

    @Test
    void all_are_closed_although_one_fails() throws Exception {
        hold("first");
        cleanup.add(() -> {
            throw new IOException("no");
        });
        hold("last");

        assertThatThrownBy(cleanup::close).isInstanceOf(DataflowException.class).hasMessageContaining("no");

        assertThat(closed).containsExactly("last", "first");
    }

    @Test
    void failures_do_not_matter_when_the_process_stops() throws Exception {
        cleanup.add(() -> {
            throw new IOException("no");
        });
        hold("last");

        cleanup.stopNow();
        cleanup.close();

        assertThat(closed).containsExactly("last");
        assertThat(cleanup.stopping()).isTrue();
    }

    @Test
    void what_comes_too_late_is_closed_at_once() {
        cleanup.stopNow();

        assertThatThrownBy(() -> hold("late")).hasMessageContaining("being stopped");

        assertThat(closed).containsExactly("late");
    }

    private void hold(String name) throws Exception {
        AutoCloseable resource = () -> closed.add(name);
        assertThat(cleanup.add(resource)).isSameAs(resource);
    }
}
