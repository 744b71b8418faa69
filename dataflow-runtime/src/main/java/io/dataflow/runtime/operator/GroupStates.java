package io.dataflow.runtime.operator;

import io.dataflow.api.aggregate.Aggregator;
import io.dataflow.api.aggregate.LongSum;
import io.dataflow.api.codec.ValueType;
import io.dataflow.shuffle.memory.MemoryBudget;
import java.io.IOException;

/** Chooses how accumulators are kept. */
final class GroupStates {
    private GroupStates() {}

    static GroupState of(
            Aggregator<Object, Object, Object> aggregator, ValueType type, MemoryBudget budget, TaskContext context)
            throws IOException {
        Object stock = aggregator;
        if (stock instanceof LongSum<?> sum) {
            @SuppressWarnings("unchecked")
            LongSum<Object> recognised = (LongSum<Object>) sum;
            return new LongGroupState(recognised, budget);
        }
        return new ObjectGroupState(aggregator, context.codec(type), budget);
    }
}
