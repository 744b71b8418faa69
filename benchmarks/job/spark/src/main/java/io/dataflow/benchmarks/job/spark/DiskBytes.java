package io.dataflow.benchmarks.job.spark;

import java.util.concurrent.atomic.LongAdder;
import org.apache.spark.SparkContext;
import org.apache.spark.executor.TaskMetrics;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;

/** Adds up what tasks spill and what they write for a shuffle. */
final class DiskBytes extends SparkListener {
    private final LongAdder bytes = new LongAdder();
    private final SparkContext context;

    private DiskBytes(SparkContext context) {
        this.context = context;
    }

    static DiskBytes of(SparkContext context) {
        DiskBytes bytes = new DiskBytes(context);
        context.addSparkListener(bytes);
        return bytes;
    }

    @Override
    public void onTaskEnd(SparkListenerTaskEnd end) {
        TaskMetrics metrics = end.taskMetrics();
        if (metrics != null) {
            bytes.add(metrics.diskBytesSpilled() + metrics.shuffleWriteMetrics().bytesWritten());
        }
    }

    /** Since the last call. */
    long take() throws Exception {
        context.listenerBus().waitUntilEmpty();
        return bytes.sumThenReset();
    }
}
