package io.dataflow.testing.cluster;

import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives a JUnit test a {@link LocalCluster} of its own as a parameter, and closes it afterwards; the test fails when something
 * is left of it.
 *
 * <pre>{@code
 * @ExtendWith(LocalClusterExtension.class)
 * static class RevenueTest {
 *     @Test
 *     void survives_the_loss_of_a_worker(LocalCluster cluster) {
 *         cluster.faults().killWorkerAfterBlocks(1, 1);
 *
 *         List<Long> answer = cluster.session().range(0, 10_000).map(n -> n % 100).distinct().collect();
 *
 *         assertEquals(100, answer.size());
 *     }
 * }
 * }</pre>
 *
 * <p>The cluster is made when the first method of the test that has such a parameter is about to be called, be it {@code
 * @BeforeEach}, the test itself or {@code @AfterEach}; all of them get the same. Its size is that of {@link
 * ClusterOptions#defaults()}, unless the extension is a field:
 *
 * <pre>{@code
 * @RegisterExtension
 * static final LocalClusterExtension FIVE = LocalClusterExtension.of(ClusterOptions.defaults().workers(5));
 * }</pre>
 */
public final class LocalClusterExtension implements ParameterResolver, AfterEachCallback {
    private static final ExtensionContext.Namespace NAMESPACE =
            ExtensionContext.Namespace.create(LocalClusterExtension.class);

    private final ClusterOptions options;

    /** Clusters of the usual size; called by JUnit. */
    public LocalClusterExtension() {
        this(ClusterOptions.defaults());
    }

    private LocalClusterExtension(ClusterOptions options) {
        this.options = options;
    }

    /** Clusters of another size. */
    public static LocalClusterExtension of(ClusterOptions options) {
        return new LocalClusterExtension(options);
    }

    /** Not in constructors and {@code @BeforeAll}: each test has a cluster of its own. */
    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == LocalCluster.class
                && context.getTestMethod().isPresent();
    }

    @Override
    public LocalCluster resolveParameter(ParameterContext parameter, ExtensionContext context) {
        LocalCluster known = store(context).get(LocalCluster.class, LocalCluster.class);
        if (known != null) {
            return known;
        }
        LocalCluster started = LocalCluster.start(options);
        store(context).put(LocalCluster.class, started);
        return started;
    }

    @Override
    public void afterEach(ExtensionContext context) {
        LocalCluster cluster = store(context).remove(LocalCluster.class, LocalCluster.class);
        if (cluster != null) {
            cluster.close();
        }
    }

    private static ExtensionContext.Store store(ExtensionContext context) {
        return context.getStore(NAMESPACE);
    }
}
