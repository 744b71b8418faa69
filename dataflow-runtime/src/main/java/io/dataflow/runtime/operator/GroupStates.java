package io.dataflow.runtime.operator;

import io.dataflow.api.aggregate.Aggregator;
import io.dataflow.api.aggregate.PackedAccumulator;
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
        PackedAccumulator<Object> packed = PackedAccumulator.of(aggregator);
        if (packed != null && type.equals(aggregator.accumulatorType(ValueType.UNKNOWN))) {
            return new LongGroupState(aggregator.toString(), packed, budget, initialKeys);
        }
        return new ObjectGroupState(new AccumulatorMerge(aggregator, context.codec(type)), budget, initialKeys);
    }

    /** Of keys that have no accumulators. */
    static GroupState keys(MemoryBudget budget, int initialKeys) {
        return new LongGroupState("distinct", new KeysAlone(), budget, initialKeys);
    }
}
