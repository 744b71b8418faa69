package io.dataflow.testing.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import com.acme.Revenues;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/** Tests of users, run as JUnit runs them. */
@Timeout(120)
class LocalClusterExtensionTest {
    private static TestExecutionSummary run(Class<?> tests) {
        LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
                .selectors(selectClass(tests))
                .build();
        SummaryGeneratingListener listener = new SummaryGeneratingListener();
        LauncherFactory.create().execute(request, listener);
        return listener.getSummary();
    }

    private static List<String> failures(TestExecutionSummary summary) {
        return summary.getFailures().stream()
                .map(failure -> String.valueOf(failure.getException().getMessage()))
                .toList();
    }

    @Test
    void a_test_gets_a_cluster_of_its_own_which_all_its_methods_share() {
        TestExecutionSummary summary = run(Good.class);

        assertThat(failures(summary)).isEmpty();
        assertThat(summary.getTestsSucceededCount()).isEqualTo(2);
    }

    @Test
    void a_test_that_leaves_something_fails() {
        TestExecutionSummary summary = run(Leaking.class);

        assertThat(failures(summary))
                .singleElement()
                .asString()
                .contains("faults().killWorkerAfterBlocks(0, 7) never happened");
    }

    @Test
    void a_cluster_for_all_tests_of_a_class_is_refused() {
        TestExecutionSummary summary = run(Shared.class);

        assertThat(failures(summary)).singleElement().asString().contains("No ParameterResolver registered");
    }

    /** Nested classes are no tests by themselves. */
    @ExtendWith(LocalClusterExtension.class)
    static class Good {
        private LocalCluster given;

        @BeforeEach
        void remember(LocalCluster cluster) {
            given = cluster;
        }

        @Test
        void survives_the_loss_of_a_worker(LocalCluster cluster) {
            assertThat(cluster).isSameAs(given);
            assertThat(cluster.workerCount()).isEqualTo(3);
            cluster.faults().killWorkerAfterBlocks(1, 3);
            assertThat(Revenues.of(cluster.session(), 100_000).count()).isEqualTo(1_000);
        }

        @Test
        void has_all_workers_again(LocalCluster cluster) {
            assertThat(cluster.isAlive(1)).isTrue();
        }
    }

    /** Nested classes are no tests by themselves. */
    @ExtendWith(LocalClusterExtension.class)
    static class Leaking {
        @Test
        void asks_for_a_fault_that_does_not_happen(LocalCluster cluster) {
            cluster.faults().killWorkerAfterBlocks(0, 7);
        }
    }

    /** Nested classes are no tests by themselves. */
    @ExtendWith(LocalClusterExtension.class)
    static class Shared {
        @BeforeAll
        static void wants_one_for_all(LocalCluster cluster) {
            assertThat(cluster).isNotNull();
        }

        @Test
        void never_gets_so_far() {}
    }
}
