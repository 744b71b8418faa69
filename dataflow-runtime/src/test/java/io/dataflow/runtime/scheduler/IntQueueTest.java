package io.dataflow.runtime.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import io.dataflow.testing.Seeds;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.Random;

class IntQueueTest {
    @Seeds(50)
    void it_behaves_as_a_queue_of_objects_does(Random random) {
        IntQueue queue = new IntQueue();
        Queue<Integer> expected = new ArrayDeque<>();

        for (int i = 0; i < 1000; i++) {
            if (expected.isEmpty() || random.nextInt(100) < 55) {
                queue.add(i);
                expected.add(i);
            } else {
                assertThat(queue.poll()).isEqualTo(expected.poll());
            }
            assertThat(queue.size()).isEqualTo(expected.size());
        }
    }
}
