package io.dataflow.benchmarks.job.flink;

import org.apache.flink.api.common.accumulators.ListAccumulator;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichMapFunction;

/** Keeps strings in an accumulator of the job. */
final class Collected extends RichMapFunction<String, String> {
    static final String STRINGS = "strings";

    private static final long serialVersionUID = 1;

    private final ListAccumulator<String> strings = new ListAccumulator<>();

    @Override
    public void open(OpenContext context) {
        getRuntimeContext().addAccumulator(STRINGS, strings);
    }

    @Override
    public String map(String string) {
        strings.add(string);
        return string;
    }
}
