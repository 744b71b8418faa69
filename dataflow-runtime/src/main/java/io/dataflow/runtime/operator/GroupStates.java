package io.dataflow.runtime.operator;

import io.dataflow.api.aggregate.Aggregator;
import io.dataflow.api.aggregate.LongSum;
import io.dataflow.api.codec.ValueType;
import io.dataflow.shuffle.memory.MemoryBudget;

/** Chooses how accumulators are kept. */
final class GroupStates {
    /** Of a table that has the whole memory. */
    static final int INITIAL_KEYS = 1 << 10;

    private GroupStates() {}

    static GroupState of(
            Aggregator<Object, Object, Object> aggregator,
            ValueType type,
            MemoryBudget budget,
            int initialKeys,
            TaskContext context) {
        Object stock = aggregator;
        if (stock instanceof LongSum<?> sum) {
            @SuppressWarnings("unchecked")
            LongSum<Object> recognised = (LongSum<Object>) sum;
            return new LongGroupState(recognised, budget, initialKeys);
        }
        return new ObjectGroupState(new AccumulatorMerge(aggregator, context.codec(type)), budget, initialKeys);
    }
}
