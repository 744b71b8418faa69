package io.dataflow.benchmarks.job.flink;

import org.apache.flink.api.common.accumulators.LongCounter;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichMapFunction;

/** Counts numbers and adds them up, in accumulators of the job. */
final class Sums extends RichMapFunction<Long, Long> {
    static final String ROWS = "rows";
    static final String HASHES = "hashes";

    private static final long serialVersionUID = 1;

    private final LongCounter rows = new LongCounter();
    private final LongCounter hashes = new LongCounter();

    @Override
    public void open(OpenContext context) {
        getRuntimeContext().addAccumulator(ROWS, rows);
        getRuntimeContext().addAccumulator(HASHES, hashes);
    }

    @Override
    public Long map(Long hash) {
        rows.add(1);
        hashes.add(hash);
        return hash;
    }
}
