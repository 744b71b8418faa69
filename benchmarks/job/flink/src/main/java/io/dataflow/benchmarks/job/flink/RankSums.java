package io.dataflow.benchmarks.job.flink;

import io.dataflow.benchmarks.job.Ranks;
import org.apache.flink.api.common.accumulators.DoubleCounter;
import org.apache.flink.api.common.accumulators.LongCounter;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichMapFunction;
import org.apache.flink.api.java.tuple.Tuple2;

/** Counts vertices and adds up what their ranks amount to, in accumulators of the job. */
final class RankSums extends RichMapFunction<Tuple2<Integer, Double>, Tuple2<Integer, Double>> {
    static final String VERTICES = "vertices";
    static final String TERMS = "terms";

    private static final long serialVersionUID = 1;

    private final LongCounter vertices = new LongCounter();
    private final DoubleCounter terms = new DoubleCounter();

    @Override
    public void open(OpenContext context) {
        getRuntimeContext().addAccumulator(VERTICES, vertices);
        getRuntimeContext().addAccumulator(TERMS, terms);
    }

    @Override
    public Tuple2<Integer, Double> map(Tuple2<Integer, Double> rank) {
        vertices.add(1);
        terms.add(Ranks.term(rank.f0, rank.f1));
        return rank;
    }
}
