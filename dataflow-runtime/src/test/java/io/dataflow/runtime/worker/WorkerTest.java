package io.dataflow.runtime.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dataflow.runtime.client.CodeHere;
import io.dataflow.runtime.loop.Clock;
import io.dataflow.shuffle.BlockReader;
import io.dataflow.shuffle.OutputId;
import io.dataflow.shuffle.OutputSizes;
import io.dataflow.shuffle.Selection;
import io.dataflow.shuffle.ShuffleOutput;
import io.dataflow.shuffle.ShuffleStore;
import io.dataflow.shuffle.block.EncodedBlockReader;
import io.dataflow.shuffle.file.DiskSpillDirectory;
import io.dataflow.shuffle.memory.MemoryBudget;
import io.dataflow.shuffle.memory.MemoryPool;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class WorkerTest {
    private static final long MEMORY_BYTES = 8L << 20;

    @TempDir
    private Path folder;

    private final ShuffleStore store = new ShuffleStore();
    private final MemoryPool pool = new MemoryPool(MEMORY_BYTES);

    private Worker worker() {
        return new Worker(
                new WorkerOptions("w", 1, MEMORY_BYTES),
                pool,
                store,
                new DiskSpillDirectory(folder),
                (location, selection) -> {
                    throw new IOException("nothing is fetched here");
                },
                new CodeHere(WorkerTest.class.getClassLoader()),
                Clock.system());
    }

    @Test
    void a_worker_that_never_joined_closes() {
        Worker worker = worker();

        worker.close();

        assertThat(worker.reservedBytes()).isZero();
    }

    @Test
    @Timeout(60)
    void a_worker_without_a_coordinator_and_without_outputs_has_nothing_to_wait_for() throws Exception {
        Worker worker = worker();

        worker.drain(Duration.ofHours(1));

        worker.close();
    }

    /** Whoever tells it to stop kills it soon after that. */
    @Test
    @Timeout(8)
    void a_worker_that_looks_for_its_coordinator_drains_no_longer_than_it_was_told_to() throws Exception {
        Worker worker = worker();
        store.publish(new OutputId("job", 1, 0, 0), new EmptyOutput());

        worker.drain(Duration.ofMillis(10));

        worker.close();
    }

    @Test
    void memory_that_nobody_gave_back_fails_the_closing() {
        Worker worker = worker();
        try (MemoryBudget leaking = pool.budget("leaking attempt", 100)) {
            boolean reserved = leaking.tryReserve(100);

            assertThat(reserved).isTrue();
            assertThatThrownBy(worker::close)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("closed with 100 bytes of memory still reserved");
            leaking.release(100);
        }
    }

    /** That there is one is all that matters. */
    private static final class EmptyOutput implements ShuffleOutput {
        @Override
        public OutputSizes sizes() {
            return new OutputSizes(1, new long[1], new long[1], 0, List.of());
        }

        @Override
        public BlockReader open(Selection selection) {
            throw new UnsupportedOperationException();
        }

        @Override
        public EncodedBlockReader openEncoded(Selection selection) {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean inMemory() {
            return true;
        }

        @Override
        public long memoryBytes() {
            return 0;
        }

        @Override
        public void close() {}
    }
}
