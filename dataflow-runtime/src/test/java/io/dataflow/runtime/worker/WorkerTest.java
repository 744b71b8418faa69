package io.dataflow.runtime.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dataflow.runtime.client.CodeHere;
import io.dataflow.runtime.loop.Clock;
import io.dataflow.shuffle.ShuffleStore;
import io.dataflow.shuffle.file.DiskSpillDirectory;
import io.dataflow.shuffle.memory.MemoryBudget;
import io.dataflow.shuffle.memory.MemoryPool;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkerTest {
    private static final long MEMORY_BYTES = 8L << 20;

    @TempDir
    private Path folder;

    private final MemoryPool pool = new MemoryPool(MEMORY_BYTES);

    private Worker worker() {
        return new Worker(
                new WorkerOptions("w", 1, MEMORY_BYTES),
                pool,
                new ShuffleStore(),
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
}
