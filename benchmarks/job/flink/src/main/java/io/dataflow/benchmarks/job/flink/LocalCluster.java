package io.dataflow.benchmarks.job.flink;

import io.dataflow.benchmarks.job.Answer;
import io.dataflow.benchmarks.job.Inputs;
import java.nio.file.Path;
import java.time.Duration;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.flink.api.common.JobExecutionResult;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.configuration.BatchExecutionOptions;
import org.apache.flink.configuration.BlobServerOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.JobManagerOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.runtime.util.EnvironmentInformation;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.streaming.api.graph.StreamGraph;

/**
 * A cluster in this process, for all jobs of a contestant: a local environment would start one for each job. Reachable by
 * this process only.
 */
final class LocalCluster implements AutoCloseable {
    private static final String LOOPBACK = "127.0.0.1";

    private final MiniCluster cluster;
    private final Configuration configuration;
    private final int threads;

    private LocalCluster(MiniCluster cluster, Configuration configuration, int threads) {
        this.cluster = cluster;
        this.configuration = configuration;
        this.threads = threads;
    }

    /**
     * Sorts, hash tables and the shuffle have memory outside the heap: two fifths and a sixteenth, as in Flink's own
     * defaults for a process; the JVM's heap is half of the limit then.
     */
    static LocalCluster start(Inputs inputs) throws Exception {
        Logger.getLogger("").setLevel(Level.SEVERE);
        Path temporary = inputs.temporary();
        Configuration configuration = new Configuration();
        configuration.set(CoreOptions.TMP_DIRS, temporary.toString());
        configuration.set(
                BlobServerOptions.STORAGE_DIRECTORY, temporary.resolve("blobs").toString());
        configuration.set(CoreOptions.DEFAULT_PARALLELISM, inputs.threads());
        configuration.set(TaskManagerOptions.MANAGED_MEMORY_SIZE, new MemorySize(inputs.heapBytes() * 2 / 5));
        MemorySize network = new MemorySize(inputs.heapBytes() / 16);
        configuration.set(TaskManagerOptions.NETWORK_MEMORY_MIN, network);
        configuration.set(TaskManagerOptions.NETWORK_MEMORY_MAX, network);
        configuration.set(JobManagerOptions.BIND_HOST, LOOPBACK);
        configuration.set(TaskManagerOptions.BIND_HOST, LOOPBACK);
        configuration.set(RestOptions.BIND_ADDRESS, LOOPBACK);
        configuration.set(RestOptions.ADDRESS, LOOPBACK);
        // Every stage has a task for each slot, also where Flink thinks that there is too little to do.
        configuration.set(BatchExecutionOptions.ADAPTIVE_AUTO_PARALLELISM_ENABLED, false);
        // Ten thousand tasks wait for two slots longer than the five minutes that a job does for its first.
        configuration.set(JobManagerOptions.SLOT_REQUEST_TIMEOUT, Duration.ofHours(1));
        MiniCluster cluster = new MiniCluster(new MiniClusterConfiguration.Builder()
                .setConfiguration(configuration)
                .setNumTaskManagers(1)
                .setNumSlotsPerTaskManager(inputs.threads())
                .setCommonBindAddress(LOOPBACK)
                .withRandomPorts()
                .build());
        cluster.start();
        return new LocalCluster(cluster, configuration, inputs.threads());
    }

    /** Objects are reused, as Flink advises where functions keep none: none here does. */
    StreamExecutionEnvironment environment() {
        StreamExecutionEnvironment environment =
                StreamExecutionEnvironment.createLocalEnvironment(threads, configuration);
        environment.setRuntimeMode(RuntimeExecutionMode.BATCH);
        environment.getConfig().enableObjectReuse();
        return environment;
    }

    int threads() {
        return threads;
    }

    static String version() {
        return EnvironmentInformation.getVersion();
    }

    JobExecutionResult run(StreamExecutionEnvironment environment) throws Exception {
        StreamGraph graph = environment.getStreamGraph();
        JobID job = JobID.generate();
        graph.setJobId(job);
        cluster.submitJob(graph).get();
        return cluster.requestJobResult(job).get().toJobExecutionResult(LocalCluster.class.getClassLoader());
    }

    /** Runs a job that has rows and their hashes in accumulators. */
    Answer answer(DataStream<Long> hashes) throws Exception {
        hashes.map(new Sums()).sinkTo(new DiscardingSink<>());
        JobExecutionResult result = run(hashes.getExecutionEnvironment());
        Long rows = result.getAccumulatorResult(Sums.ROWS);
        Long sum = result.getAccumulatorResult(Sums.HASHES);
        return new Answer(rows, sum);
    }

    @Override
    public void close() {
        cluster.closeAsync().join();
    }
}
