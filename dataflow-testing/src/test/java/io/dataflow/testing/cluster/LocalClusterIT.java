package io.dataflow.testing.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.acme.Revenues;
import io.dataflow.api.Session;
import io.dataflow.runtime.loop.NamedThreads;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a cluster leaves behind fails its closing. */
@Timeout(120)
class LocalClusterIT {
    private static final ClusterOptions ONE = ClusterOptions.defaults().workers(1);

    @Test
    void a_cluster_that_leaves_nothing_is_closed_once_and_without_a_word() {
        LocalCluster cluster = LocalCluster.start(ONE);
        try (Session another = cluster.connect()) {
            assertThat(Revenues.of(another, 10_000).count()).isEqualTo(1_000);
        }
        assertThat(cluster.session()).isSameAs(cluster.session());
        assertThat(cluster.address()).startsWith("dataflow://127.0.0.1:");

        cluster.close();

        assertThatCode(cluster::close).doesNotThrowAnyException();
    }

    @Test
    void a_fault_that_never_happened_is_told() {
        LocalCluster cluster = LocalCluster.start(ONE);
        cluster.faults().killWorkerAfterTasks(0, 1_000);
        Revenues.of(cluster.session(), 1_000).count();

        AssertionError failure = catchThrowableOfType(AssertionError.class, cluster::close);

        assertThat(failure)
                .hasMessageStartingWith("The cluster of the test was not as it should be in the end:")
                .hasMessageContaining(
                        "faults().killWorkerAfterTasks(0, 1000) never happened: tasks finished since then")
                .hasMessageContaining("fewer than 1000; script an earlier moment, or more work");
    }

    @Test
    void a_thread_that_does_not_end_is_told() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        LocalCluster cluster = LocalCluster.start(ONE);
        Thread thread = NamedThreads.single("dataflow-forgotten", () -> {
            while (end.getCount() > 0) {
                Thread.onSpinWait();
            }
        });
        thread.start();

        AssertionError failure = catchThrowableOfType(AssertionError.class, cluster::close);

        end.countDown();
        thread.join();
        assertThat(failure).hasMessageContaining("the thread dataflow-forgotten does not end");
    }

    @Test
    void a_session_that_was_not_closed_is_told_by_its_threads() {
        LocalCluster cluster = LocalCluster.start(ONE);
        Session forgotten = cluster.connect();

        AssertionError failure = catchThrowableOfType(AssertionError.class, cluster::close);

        forgotten.close();
        assertThat(failure).hasMessageContaining("the thread dataflow-network");
    }

    @Test
    void results_that_a_session_keeps_are_memory_that_is_told() {
        LocalCluster cluster = LocalCluster.start(ONE);
        Session forgotten = cluster.connect();
        assertThat(Revenues.of(forgotten, 10_000).cache().count()).isEqualTo(1_000);

        AssertionError failure = catchThrowableOfType(AssertionError.class, cluster::close);

        forgotten.close();
        assertThat(failure).hasMessageContaining("worker 0 holds").hasMessageContaining("bytes of memory");
    }

    @Test
    void options_that_make_no_cluster_are_refused() {
        ClusterOptions defaults = ClusterOptions.defaults();

        assertThatThrownBy(() -> defaults.workers(0)).hasMessageContaining("workers must be from 1 to 64, not 0");
        assertThatThrownBy(() -> defaults.slots(0)).hasMessageContaining("slots must be at least 1, not 0");
        assertThatThrownBy(() -> defaults.memoryBytes(5)).hasMessageContaining("memory must be at least 4194304 bytes");
        assertThatThrownBy(() -> defaults.lease(Duration.ofMillis(1)))
                .hasMessageContaining("the lease must be at least PT0.1S");
        assertThat(defaults.workers(2).slots(3).memoryBytes(5L << 20).lease(Duration.ofSeconds(9)))
                .isEqualTo(new ClusterOptions(2, 3, 5L << 20, Duration.ofSeconds(9)));
    }
}
