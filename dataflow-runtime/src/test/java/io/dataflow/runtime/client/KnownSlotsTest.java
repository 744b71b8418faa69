package io.dataflow.runtime.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.dataflow.runtime.plan.Planner;
import io.dataflow.runtime.protocol.Message;
import io.dataflow.runtime.transport.Connection;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class KnownSlotsTest {
    private static final class Asked implements Connection {
        private final List<Message> questions = new ArrayList<>();

        @Override
        public void send(Message message) {
            questions.add(message);
        }

        @Override
        public String peer() {
            return "coordinator";
        }

        @Override
        public void close() {}
    }

    private final Asked cluster = new Asked();
    private final KnownSlots slots = KnownSlots.ofCluster();

    @Test
    void those_of_a_process_are_known() {
        KnownSlots here = KnownSlots.of(2);

        here.onConnected(cluster);

        assertThat(here.minTasks()).isEqualTo(Planner.minTasks(2));
        assertThat(cluster.questions).isEmpty();
    }

    @Test
    void a_cluster_is_asked_when_it_is_there_and_again_with_each_plan() {
        slots.onConnected(cluster);
        assertThat(cluster.questions).hasSize(1);
        slots.onView(new Message.ClusterView(1, 2));

        assertThat(slots.minTasks()).isEqualTo(Planner.minTasks(2));
        assertThat(cluster.questions).hasSize(2);
        slots.onView(new Message.ClusterView(2, 5));
        assertThat(slots.minTasks()).isEqualTo(Planner.minTasks(5));
    }

    @Test
    void without_an_answer_or_workers_plans_are_for_many_slots() {
        slots.onConnected(cluster);
        assertThat(slots.minTasks()).isEqualTo(Planner.minTasks());

        slots.onView(new Message.ClusterView(0, 0));
        assertThat(slots.minTasks()).isEqualTo(Planner.minTasks());
    }

    @Test
    void what_was_known_is_kept_while_there_is_no_connection() {
        slots.onConnected(cluster);
        slots.onView(new Message.ClusterView(1, 3));

        slots.onDisconnected();

        assertThat(slots.minTasks()).isEqualTo(Planner.minTasks(3));
    }

    @Test
    void a_plan_waits_for_the_first_answer() throws Exception {
        slots.onConnected(cluster);
        Thread answer = new Thread(() -> slots.onView(new Message.ClusterView(1, 4)));

        answer.start();

        assertThat(slots.minTasks()).isEqualTo(Planner.minTasks(4));
        answer.join();
    }
}
