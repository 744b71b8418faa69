package io.dataflow.runtime.operator;

import io.dataflow.api.aggregate.Aggregator;
import io.dataflow.runtime.plan.StageOutput;
import io.dataflow.shuffle.ShuffleOutput;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** All records of a task to one accumulator. */
final class AccumulatedOutput implements TaskOutput {
    private final Aggregator<Object, Object, Object> aggregator;
    private final RecordsOutput output;
    private @Nullable Object accumulator;

    AccumulatedOutput(StageOutput.Accumulated spec, TaskContext context) throws IOException {
        this.aggregator = spec.aggregator();
        this.output = new RecordsOutput(spec.accumulatorType(), 1, context);
    }

    @Override
    public void write(Object record) throws Exception {
        try {
            Object before = accumulator;
            @Nullable Object after = before == null ? aggregator.first(record) : aggregator.add(before, record);
            accumulator = UserCodeException.nonNull(aggregator.toString(), after);
        } catch (Throwable thrown) {
            throw UserCodeException.thrown(aggregator.toString(), thrown);
        }
    }

    @Override
    public ShuffleOutput finish() throws Exception {
        if (accumulator != null) {
            output.write(accumulator);
        }
        return output.finish();
    }

    @Override
    public void report(TaskCounters counters) {
        output.report(counters);
    }

    @Override
    public void close() {
        output.close();
    }
}
