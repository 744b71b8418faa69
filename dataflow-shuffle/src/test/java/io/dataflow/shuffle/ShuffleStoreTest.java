package io.dataflow.shuffle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dataflow.shuffle.file.MemorySpillDirectory;
import io.dataflow.shuffle.memory.MemoryBudget;
import io.dataflow.shuffle.memory.TrackingPool;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ShuffleStoreTest {
    private final TrackingPool pool = new TrackingPool(1 << 22);
    private final MemoryBudget memory = pool.budget("store", 1 << 20);
    private final ShuffleStore store = new ShuffleStore();

    @AfterEach
    void nothing_leaks() {
        store.close();
        pool.close();
    }

    private ShuffleOutput output() throws IOException {
        MemoryBudget budget = pool.budget("writer", 1 << 20);
        try (PartitionedWriter writer =
                new PartitionedWriter(1, budget, memory, new MemorySpillDirectory(), "output")) {
            new TestRecord(0, "key", "value").writeTo(writer);
            return writer.commit();
        }
    }

    @Test
    void an_output_is_found_by_its_own_attempt_only() throws IOException {
        ShuffleOutput output = output();
        store.publish(new OutputId("job", 1, 2, 3), output);

        assertThat(store.output(new OutputId("job", 1, 2, 3))).isSameAs(output);
        assertThat(store.output(new OutputId("job", 1, 2, 4))).isNull();
        assertThat(store.output(new OutputId("job", 1, 3, 3))).isNull();
        assertThat(store.output(new OutputId("job", 2, 2, 3))).isNull();
        assertThat(store.output(new OutputId("other", 1, 2, 3))).isNull();
        assertThat(store.memoryBytes()).isEqualTo(memory.reservedBytes()).isPositive();
    }

    @Test
    void it_can_say_what_it_has() throws IOException {
        store.publish(new OutputId("job", 1, 2, 3), output());
        store.publish(new OutputId("job", 0, 0, 0), output());
        store.publish(new OutputId("other", 0, 0, 0), output());

        store.withdraw(new OutputId("job", 0, 0, 0));

        assertThat(store.ids()).containsExactlyInAnyOrder(new OutputId("job", 1, 2, 3), new OutputId("other", 0, 0, 0));
    }

    @Test
    void a_second_publication_is_refused_and_left_to_its_owner() throws IOException {
        OutputId id = new OutputId("job", 1, 2, 3);
        ShuffleOutput first = output();
        ShuffleOutput second = output();
        store.publish(id, first);

        assertThatThrownBy(() -> store.publish(id, second))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("job");

        assertThat(store.output(id)).isSameAs(first);
        assertThat(second.memoryBytes()).isPositive();
        second.close();
    }

    @Test
    void a_withdrawal_closes_what_it_names_and_nothing_else() throws IOException {
        for (int stage = 0; stage < 3; stage++) {
            for (int task = 0; task < 4; task++) {
                store.publish(new OutputId("job", stage, task, 0), output());
                store.publish(new OutputId("other", stage, task, 0), output());
            }
        }
        long eachBytes = store.memoryBytes() / 24;

        store.withdraw(new OutputId("job", 0, 1, 0));
        store.withdraw(new OutputId("job", 0, 1, 0));
        store.withdraw(new OutputId("job", 7, 1, 0));
        assertThat(memory.reservedBytes()).isEqualTo(23 * eachBytes);
        assertThat(store.output(new OutputId("job", 0, 1, 0))).isNull();
        assertThat(store.output(new OutputId("job", 0, 2, 0))).isNotNull();

        store.withdrawStage("job", 1);
        store.withdrawStage("job", 8);
        assertThat(memory.reservedBytes()).isEqualTo(19 * eachBytes);
        assertThat(store.output(new OutputId("other", 1, 0, 0))).isNotNull();

        store.withdrawJob("job");
        assertThat(memory.reservedBytes()).isEqualTo(12 * eachBytes);
        assertThat(store.output(new OutputId("job", 2, 0, 0))).isNull();
        assertThat(store.memoryBytes()).isEqualTo(memory.reservedBytes());
    }

    @Test
    void a_closed_store_holds_and_takes_nothing() throws IOException {
        store.publish(new OutputId("job", 1, 2, 3), output());

        store.close();

        assertThat(memory.reservedBytes()).isZero();
        ShuffleOutput late = output();
        assertThatThrownBy(() -> store.publish(new OutputId("job", 1, 2, 4), late))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("closed");
        late.close();
    }
}
