package io.dataflow.runtime.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class NamedThreadsTest {
    @Test
    void threads_are_numbered_daemons() {
        var threads = new NamedThreads("slot");

        Thread first = threads.newThread(() -> {});
        Thread second = threads.newThread(() -> {});

        assertThat(first.getName()).isEqualTo("slot-1");
        assertThat(second.getName()).isEqualTo("slot-2");
        assertThat(first.isDaemon()).isTrue();
        assertThat(new NamedThreads("main", false).newThread(() -> {}).isDaemon())
                .isFalse();
    }

    @Test
    void a_pool_refuses_what_it_has_no_room_for() throws Exception {
        ExecutorService pool = new NamedThreads("pool").pool(1, 1);
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);

        pool.execute(() -> {
            running.countDown();
            await(release);
        });
        running.await();
        pool.execute(() -> {});

        assertThatThrownBy(() -> pool.execute(() -> {})).isInstanceOf(RejectedExecutionException.class);
        release.countDown();
        pool.shutdown();
        assertThat(pool.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void names_and_sizes_that_make_no_sense_are_refused() {
        assertThatThrownBy(() -> new NamedThreads(" ")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new NamedThreads("a").pool(0, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new NamedThreads("a").pool(1, 0)).isInstanceOf(IllegalArgumentException.class);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
