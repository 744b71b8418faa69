package io.dataflow.runtime.operator;

import io.dataflow.api.aggregate.Aggregator;
import io.dataflow.api.aggregate.LongSum;
import io.dataflow.api.function.Fn1;
import io.dataflow.runtime.plan.StageOutput;
import io.dataflow.shuffle.ShuffleOutput;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** All records of a task to one accumulator. */
final class AccumulatedOutput implements TaskOutput {
    private final Aggregator<Object, Object, Object> aggregator;
    private final RecordsOutput output;
    private @Nullable Object accumulator;

    /** The same for a sum of longs, whose function is called from here, and whose sum is no object. */
    private final @Nullable LongSum<Object> sum;

    private final @Nullable Fn1<? super Object, Long> summand;
    private long sumSoFar;
    private boolean summed;

    AccumulatedOutput(StageOutput.Accumulated spec, TaskContext context) throws IOException {
        this.aggregator = spec.aggregator();
        this.sum = (Object) aggregator instanceof LongSum<?> ? longSum(aggregator) : null;
        this.summand = sum == null ? null : sum.value();
        this.output = new RecordsOutput(spec.accumulatorType(), 1, context);
    }

    @Override
    public void write(Object record) throws Exception {
        if (sum != null) {
            add(record, sum);
            return;
        }
        try {
            Object before = accumulator;
            @Nullable Object after = before == null ? aggregator.first(record) : aggregator.add(before, record);
            accumulator = UserCode.nonNull(aggregator, after);
        } catch (Throwable thrown) {
            throw UserCodeException.thrown(aggregator.toString(), thrown);
        }
    }

    @SuppressWarnings("unchecked")
    private static LongSum<Object> longSum(Object aggregator) {
        return (LongSum<Object>) aggregator;
    }

    private void add(Object record, LongSum<Object> to) throws Exception {
        try {
            Fn1<? super Object, Long> value = summand;
            sumSoFar = LongSum.sum(sumSoFar, value == null ? 1 : to.checked(value.apply(record)));
            summed = true;
        } catch (Throwable thrown) {
            throw UserCodeException.thrown(to.toString(), thrown);
        }
    }

    @Override
    public ShuffleOutput finish() throws Exception {
        if (summed) {
            output.write(sumSoFar);
        } else if (accumulator != null) {
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
