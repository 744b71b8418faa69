package io.dataflow.api.plan;

import io.dataflow.api.aggregate.Aggregator;
import io.dataflow.api.codec.ValueType;
import io.dataflow.api.function.CoGroupFunction;
import io.dataflow.api.function.Condition;
import io.dataflow.api.function.EmitFunction;
import io.dataflow.api.function.Fn0;
import io.dataflow.api.function.Fn1;
import io.dataflow.api.function.Fn2;
import io.dataflow.api.function.GroupFunction;
import io.dataflow.api.io.Sink;
import io.dataflow.api.io.Source;
import java.io.Serializable;
import java.util.List;

/**
 * One step of a plan: what is asked, never how. Nodes are immutable and shared by whatever builds on them. Their identity
 * is that of the object: walk a plan with identity maps and without recursion, since plans may be deep.
 */
public sealed interface PlanNode {

    /** The type of the records that come out. */
    ValueType type();

    List<PlanNode> inputs();

    /** What it is called in plans, reports and messages. */
    String name();

    /** Records from outside. */
    record Read(String name, Source<?> source, ValueType type) implements PlanNode {
        @Override
        public List<PlanNode> inputs() {
            return List.of();
        }
    }

    /** One record for each. */
    record Transform(String name, PlanNode input, Fn1<Object, Object> function, ValueType type) implements PlanNode {
        @Override
        public List<PlanNode> inputs() {
            return List.of(input);
        }
    }

    /** The records for which the condition holds. */
    record Filter(String name, PlanNode input, Condition<Object> condition) implements PlanNode {
        @Override
        public ValueType type() {
            return input.type();
        }

        @Override
        public List<PlanNode> inputs() {
            return List.of(input);
        }
    }

    /** Any number of records for each. */
    record FlatMap(String name, PlanNode input, Fn1<Object, Iterable<Object>> function, ValueType type)
            implements PlanNode {
        @Override
        public List<PlanNode> inputs() {
            return List.of(input);
        }
    }

    /** Any number of records for each, emitted one by one. */
    record Emit(String name, PlanNode input, EmitFunction<Object, Object> function, ValueType type)
            implements PlanNode {
        @Override
        public List<PlanNode> inputs() {
            return List.of(input);
        }
    }

    /** One record for each, made with the help of something that each task opens once, and closes if it can be closed. */
    record MapWith(String name, PlanNode input, Fn0<Object> open, Fn2<Object, Object, Object> function, ValueType type)
            implements PlanNode {
        @Override
        public List<PlanNode> inputs() {
            return List.of(input);
        }
    }

    /** Each record with a probability. The same seed on the same input takes the same records. */
    record Sample(String name, PlanNode input, double fraction, long seed) implements PlanNode {
        @Override
        public ValueType type() {
            return input.type();
        }

        @Override
        public List<PlanNode> inputs() {
            return List.of(input);
        }
    }

    /** The same records, spread evenly over tasks. */
    record Rebalance(String name, PlanNode input) implements PlanNode {
        @Override
        public ValueType type() {
            return input.type();
        }

        @Override
        public List<PlanNode> inputs() {
            return List.of(input);
        }
    }

    /** The same records, known by another name or type. */
    record Declare(String name, PlanNode input, ValueType type) implements PlanNode {
        @Override
        public List<PlanNode> inputs() {
            return List.of(input);
        }
    }

    /** The records of all inputs, in no order. */
    record Union(String name, List<PlanNode> inputs, ValueType type) implements PlanNode {
        public Union {
            inputs = List.copyOf(inputs);
        }
    }

    /** For each key one record, made by {@code result} from the key and what the aggregator finished with. */
    record AggregateByKey(
            String name,
            PlanNode input,
            Fn1<Object, Object> key,
            ValueType keyType,
            Aggregator<Object, Object, Object> aggregator,
            Fn2<Object, Object, Object> result,
            ValueType type)
            implements PlanNode {
        @Override
        public List<PlanNode> inputs() {
            return List.of(input);
        }
    }

    /** A dataset, and the key of its records. */
    record Side(PlanNode input, Fn1<Object, Object> key) {}

    /** Records of two sides brought together by key. What is missing is an empty optional where the kind allows it. */
    record Join(
            String name,
            Side left,
            Side right,
            ValueType keyType,
            JoinKind kind,
            Fn2<Object, Object, Object> result,
            ValueType type)
            implements PlanNode {
        @Override
        public List<PlanNode> inputs() {
            return List.of(left.input(), right.input());
        }
    }

    /** For each key what {@code function} makes of its values, which come in {@code order} if there is one. */
    record TransformGroups(
            String name,
            Side side,
            ValueType keyType,
            List<SortKey> order,
            GroupFunction<Object, Object, Object> function,
            ValueType type)
            implements PlanNode {
        public TransformGroups {
            order = List.copyOf(order);
        }

        @Override
        public List<PlanNode> inputs() {
            return List.of(side.input());
        }
    }

    /** For each key that any of the two sides has, what {@code function} makes of the values of both. */
    record CoGroup(
            String name,
            Side left,
            Side right,
            ValueType keyType,
            CoGroupFunction<Object, Object, Object, Object> function,
            ValueType type)
            implements PlanNode {
        @Override
        public List<PlanNode> inputs() {
            return List.of(left.input(), right.input());
        }
    }

    /**
     * All records to one result. Without records there is the result of {@code create} when {@code resultOfNone}, else no
     * record at all.
     */
    record Aggregate(
            String name,
            PlanNode input,
            Aggregator<Object, Object, Object> aggregator,
            boolean resultOfNone,
            ValueType type)
            implements PlanNode {
        @Override
        public List<PlanNode> inputs() {
            return List.of(input);
        }
    }

    /** Each distinct record once. */
    record Distinct(String name, PlanNode input) implements PlanNode {
        @Override
        public ValueType type() {
            return input.type();
        }

        @Override
        public List<PlanNode> inputs() {
            return List.of(input);
        }
    }

    /** All records in order, by the first key, then the next. The order of equal records is left open. */
    record Sort(String name, PlanNode input, List<SortKey> keys) implements PlanNode {
        public Sort {
            keys = List.copyOf(keys);
        }

        @Override
        public ValueType type() {
            return input.type();
        }

        @Override
        public List<PlanNode> inputs() {
            return List.of(input);
        }
    }

    /** What to sort by. The order is that of the key's codec. */
    record SortKey(Fn1<Object, Object> key, ValueType type, boolean descending) implements Serializable {
        private static final long serialVersionUID = 1L;
    }

    /** The first records, of a sorted input in its order, else any. */
    record Limit(String name, PlanNode input, long count) implements PlanNode {
        @Override
        public ValueType type() {
            return input.type();
        }

        @Override
        public List<PlanNode> inputs() {
            return List.of(input);
        }
    }

    /** Writes the records. Has no output: its type is that of what the writers hand to the commit. */
    record Write(String name, PlanNode input, Sink<Object> sink) implements PlanNode {
        @Override
        public ValueType type() {
            return ValueType.of(byte[].class);
        }

        @Override
        public List<PlanNode> inputs() {
            return List.of(input);
        }
    }
}
