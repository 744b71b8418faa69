package io.dataflow.runtime.operator;

import io.dataflow.api.aggregate.Aggregator;
import io.dataflow.api.aggregate.PackedAccumulator;
import io.dataflow.api.codec.ValueType;
import io.dataflow.shuffle.hash.LongGroupTable;
import io.dataflow.shuffle.memory.MemoryBudget;
import java.util.Set;

/** Chooses how accumulators are kept. */
final class GroupStates {
    /** Of a table that has the whole memory. */
    static final int INITIAL_KEYS = 1 << 10;

    private static final Set<Class<?>> EIGHT_BYTES = Set.of(
            Boolean.class,
            Byte.class,
            Short.class,
            Character.class,
            Integer.class,
            Long.class,
            Float.class,
            Double.class);

    private GroupStates() {}

    static GroupState of(
            Aggregator<Object, Object, Object> aggregator,
            ValueType keyType,
            ValueType type,
            MemoryBudget budget,
            int initialKeys,
            TaskContext context) {
        PackedAccumulator<Object> packed = PackedAccumulator.of(aggregator);
        if (packed != null && type.equals(aggregator.accumulatorType(ValueType.UNKNOWN))) {
            return new LongGroupState(aggregator.toString(), packed, inlineWords(keyType), budget, initialKeys);
        }
        return new ObjectGroupState(new AccumulatorMerge(aggregator, context.codec(type)), budget, initialKeys);
    }

    /** Of keys that have no accumulators. */
    static GroupState keys(ValueType keyType, MemoryBudget budget, int initialKeys) {
        return new LongGroupState("distinct", new KeysAlone(), inlineWords(keyType), budget, initialKeys);
    }

    /** Of numbers and the like few have more than eight bytes; of all else many. */
    private static int inlineWords(ValueType keyType) {
        return keyType.codec() == null && EIGHT_BYTES.contains(keyType.raw())
                ? LongGroupTable.ONE_WORD
                : LongGroupTable.TWO_WORDS;
    }
}
