package io.dataflow.runtime.operator;

import io.dataflow.api.aggregate.Aggregator;
import io.dataflow.api.codec.ByteInput;
import io.dataflow.api.codec.Codec;
import io.dataflow.api.function.Emitter;
import io.dataflow.runtime.plan.StageInput;
import io.dataflow.shuffle.RecordReader;
import io.dataflow.shuffle.ShuffleReader;
import org.jspecify.annotations.Nullable;

/** The accumulators of all tasks to one result. */
final class AccumulatorsInput implements TaskInput {
    private final StageInput.Accumulators spec;
    private final TaskContext context;

    AccumulatorsInput(StageInput.Accumulators spec, TaskContext context) {
        this.spec = spec;
        this.context = context;
    }

    @Override
    public void run(Emitter<Object> output) throws Exception {
        Object merged = null;
        Codec<Object> codec = context.codec(spec.accumulatorType());
        ByteInput read = new ByteInput();
        try (ReadLoop loop = new ReadLoop(
                ShuffleReader.concatenate(
                        context.openers(spec.stages()), context.memory().longRecords()),
                context,
                ReadLoop.Totals.ofInput())) {
            RecordReader reader = loop.reader();
            while (loop.next()) {
                read.reset(reader.bytes(), reader.valueOffset(), reader.valueLength());
                Object accumulator = codec.decode(read);
                reader.forgetValue();
                merged = merged == null ? accumulator : merge(merged, accumulator);
            }
        }
        Aggregator<Object, Object, Object> aggregator = spec.aggregator();
        if (merged != null || spec.resultOfNone()) {
            output.emit(finish(aggregator, merged));
        }
    }

    private Object merge(Object left, Object right) throws UserCodeException {
        try {
            return UserCode.nonNull(spec.aggregator(), spec.aggregator().merge(left, right));
        } catch (Throwable thrown) {
            throw UserCodeException.thrown(spec.aggregator().toString(), thrown);
        }
    }

    private static Object finish(Aggregator<Object, Object, Object> aggregator, @Nullable Object merged)
            throws UserCodeException {
        @Nullable Object result;
        try {
            result = aggregator.finish(merged == null ? aggregator.create() : merged);
        } catch (Throwable thrown) {
            throw UserCodeException.thrown(aggregator.toString(), thrown);
        }
        return UserCode.nonNull(aggregator, result);
    }
}
