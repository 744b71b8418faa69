package io.dataflow.benchmarks.job.spark;

import io.dataflow.benchmarks.job.Inputs;
import org.apache.spark.SparkConf;

/** What both contestants are configured with. */
final class Settings {
    private static final int PARTITIONS_PER_THREAD = 8;

    private Settings() {}

    /**
     * One process for driver and tasks, reachable by itself only. Kryo and registered classes are what Spark's own guide on
     * tuning asks for first; the memory fractions are left alone, because the guide says so and nothing is both cached and
     * short of memory here.
     */
    static SparkConf local(String name, Inputs inputs) {
        return new SparkConf()
                .setAppName(name)
                .setMaster("local[" + inputs.threads() + "]")
                .set("spark.ui.enabled", "false")
                .set("spark.ui.showConsoleProgress", "false")
                .set("spark.driver.host", "127.0.0.1")
                .set("spark.driver.bindAddress", "127.0.0.1")
                .set("spark.local.dir", inputs.temporary().toString())
                .set("spark.serializer", "org.apache.spark.serializer.KryoSerializer")
                .set("spark.kryo.registrationRequired", "true");
    }

    /**
     * Of a shuffle. The default of 200 costs tiny files on two threads, one per thread costs spilling: what a task groups or
     * sorts of the full size should fit its share of the heap.
     */
    static int partitions(Inputs inputs) {
        return inputs.threads() * PARTITIONS_PER_THREAD;
    }
}
