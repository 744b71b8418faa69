package io.dataflow.runtime.plan;

import io.dataflow.api.aggregate.Aggregator;
import io.dataflow.api.codec.ValueType;
import io.dataflow.api.function.Comparison;
import io.dataflow.api.function.Fn1;
import io.dataflow.api.io.Sink;
import io.dataflow.api.plan.PlanNode;
import java.io.Serializable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where the records of a stage go. */
public sealed interface StageOutput extends Serializable {

    /** The same with another number of partitions, of an output by key. */
    default StageOutput withPartitions(int partitionCount) {
        throw new IllegalStateException("This output is not by key: " + this);
    }

    /** One partition, in the order in which they come. */
    record Records(ValueType type) implements StageOutput {
        private static final long serialVersionUID = 1L;
    }

    /** In turn to all partitions. */
    record Spread(ValueType type, int partitionCount) implements StageOutput {
        private static final long serialVersionUID = 1L;
    }

    /** By key, combined as far as memory allows. */
    record Combined(
            Fn1<Object, Object> key,
            ValueType keyType,
            ValueType accumulatorType,
            Aggregator<Object, Object, Object> aggregator,
            int partitionCount)
            implements StageOutput {
        private static final long serialVersionUID = 1L;

        @Override
        public Combined withPartitions(int count) {
            return new Combined(key, keyType, accumulatorType, aggregator, count);
        }
    }

    /**
     * By key, with all records.
     *
     * @param side counts the sides that meet at the reader from 0
     * @param order of the values within their key; empty for none
     * @param filterStage a stage that may make a filter of the keys of other sides, so that records of other keys need not
     *     be written; null where all must
     */
    record Keyed(
            String operator,
            int side,
            Fn1<Object, Object> key,
            ValueType keyType,
            List<PlanNode.SortKey> order,
            ValueType type,
            int partitionCount,
            @Nullable Integer filterStage)
            implements StageOutput {
        private static final long serialVersionUID = 2L;

        // Written out: the nullness of parameters is not read off a compact constructor.
        public Keyed(
                String operator,
                int side,
                Fn1<Object, Object> key,
                ValueType keyType,
                List<PlanNode.SortKey> order,
                ValueType type,
                int partitionCount,
                @Nullable Integer filterStage) {
            this.operator = operator;
            this.side = side;
            this.key = key;
            this.keyType = keyType;
            this.order = List.copyOf(order);
            this.type = type;
            this.partitionCount = partitionCount;
            this.filterStage = filterStage;
        }

        @Override
        public Keyed withPartitions(int count) {
            return new Keyed(operator, side, key, keyType, order, type, count, filterStage);
        }

        /** With all records. */
        public Keyed(
                String operator,
                int side,
                Fn1<Object, Object> key,
                ValueType keyType,
                List<PlanNode.SortKey> order,
                ValueType type,
                int partitionCount) {
            this(operator, side, key, keyType, order, type, partitionCount, null);
        }
    }

    /** By the record itself, each once as far as memory allows. */
    record Distinct(ValueType type, int partitionCount) implements StageOutput {
        private static final long serialVersionUID = 1L;
    }

    /** In order. Of each task no more than the first {@code limit} are wanted. */
    record Sorted(List<PlanNode.SortKey> keys, ValueType type, long limit) implements StageOutput {
        private static final long serialVersionUID = 1L;
        public static final long NO_LIMIT = Long.MAX_VALUE;
    }

    /** In runs, each in the order of a comparator. */
    record SortedWith(String name, Comparison<Object> comparison, ValueType type) implements StageOutput {
        private static final long serialVersionUID = 1L;
    }

    /** To one accumulator. */
    record Accumulated(ValueType accumulatorType, Aggregator<Object, Object, Object> aggregator)
            implements StageOutput {
        private static final long serialVersionUID = 1L;
    }

    /** To a sink; what its writers hand to the commit is the output. */
    record Staged(Sink<Object> sink) implements StageOutput {
        private static final long serialVersionUID = 1L;
    }
}
