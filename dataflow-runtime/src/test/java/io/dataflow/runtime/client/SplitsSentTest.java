package io.dataflow.runtime.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dataflow.api.failure.DataflowException;
import io.dataflow.api.io.Split;
import io.dataflow.runtime.closure.PlanSerializer;
import io.dataflow.runtime.protocol.TaskSplits;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class SplitsSentTest {
    private final PlanSerializer serializer = new PlanSerializer();

    record Part(long from) implements Split {
        @Override
        public long sizeBytes() {
            return 1;
        }
    }

    record Names(List<String> names) implements Split {
        @Override
        public long sizeBytes() {
            return 1;
        }
    }

    record Unwritable(Thread thread) implements Split {
        @Override
        public long sizeBytes() {
            return 1;
        }
    }

    private static List<Split> read(TaskSplits splits) {
        return splits.read(bytes ->
                Arrays.asList(PlanSerializer.deserialize(bytes, Split[].class, SplitsSentTest.class.getClassLoader())));
    }

    @Test
    void in_this_process_a_task_gets_the_splits_themselves_if_nothing_can_change_in_them() {
        Split first = new Part(1);
        Split second = new Part(2);

        List<Split> read = read(new SplitsSent(serializer, true).of(List.of(first, second)));

        assertThat(read).hasSize(2);
        assertThat(read.get(0)).isSameAs(first);
        assertThat(read.get(1)).isSameAs(second);
        assertThat(serializer.classes()).contains(Part.class);
    }

    @Test
    void a_task_gets_a_copy_of_splits_that_can_change() {
        List<String> names = new ArrayList<>(List.of("a"));

        TaskSplits sent = new SplitsSent(serializer, true).of(List.of(new Part(1), new Names(names)));
        names.add("b");

        assertThat(read(sent)).containsExactly(new Part(1), new Names(List.of("a")));
    }

    @Test
    void workers_elsewhere_get_bytes() {
        TaskSplits sent = new SplitsSent(serializer, false).of(List.of(new Part(7)));

        assertThat(sent.bytes()).isNotEmpty();
        assertThat(read(sent)).containsExactly(new Part(7));
    }

    @Test
    void splits_that_cannot_be_sent_are_refused_also_where_they_need_not_be() {
        SplitsSent splits = new SplitsSent(serializer, true);

        assertThatThrownBy(() -> splits.of(List.of(new Unwritable(new Thread()))))
                .isInstanceOf(DataflowException.class)
                .hasMessageContaining("Thread");
        assertThatThrownBy(() -> TaskSplits.here(List.of(new Part(1))).bytes())
                .isInstanceOf(IllegalStateException.class);
    }
}
