package io.dataflow.api.plan;

import io.dataflow.api.aggregate.Aggregator;
import io.dataflow.api.codec.TaggedRecord;
import io.dataflow.api.codec.ValueType;
import io.dataflow.api.function.CoGroupFunction;
import io.dataflow.api.function.Comparison;
import io.dataflow.api.function.Condition;
import io.dataflow.api.function.EmitFunction;
import io.dataflow.api.function.Fn0;
import io.dataflow.api.function.Fn1;
import io.dataflow.api.function.Fn2;
import io.dataflow.api.function.GroupFunction;
import io.dataflow.api.function.PartitionFunction;
import io.dataflow.api.function.Tag;
import io.dataflow.api.io.Sink;
import io.dataflow.api.io.Source;
import java.io.Serializable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One step of a plan: what is asked, never how. Nodes are immutable and shared by whatever builds on them. Their identity
 * is that of the object: walk a plan with identity maps and without recursion, since plans may be deep.
 */
public sealed interface PlanNode {

    /** The type of the records that come out. */
    ValueType type();

    /** The nodes whose records go in, in order; none for a source. */
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

    /**
     * An operator whose function may throw, which rejects the record.
     *
     * @param operator looks at a record at a time: {@link Transform}, {@link Filter}, {@link FlatMap}, {@link Emit} or {@link
     *     MapWith}
     * @param limit how many records may be rejected in all
     * @param rejected the side output that they go to; null to leave them out
     * @param deadLetters where the side output is written, whatever the plan is for; null if nowhere
     */
    record Guarded(PlanNode operator, long limit, @Nullable Tag<?> rejected, @Nullable Sink<Object> deadLetters)
            implements PlanNode {
        // Written out: the nullness of parameters is not read off a compact constructor.
        public Guarded(PlanNode operator, long limit, @Nullable Tag<?> rejected, @Nullable Sink<Object> deadLetters) {
            this.operator = operator;
            this.limit = limit;
            this.rejected = rejected;
            this.deadLetters = deadLetters;
        }

        @Override
        public String name() {
            return operator.name();
        }

        @Override
        public ValueType type() {
            return operator.type();
        }

        @Override
        public List<PlanNode> inputs() {
            return operator.inputs();
        }
    }

    /** What {@code input} emits to a side output, and nothing else of it. */
    record Tagged(String name, PlanNode input, Tag<?> tag, ValueType type) implements PlanNode {
        @Override
        public List<PlanNode> inputs() {
            return List.of(input);
        }
    }

    /** Any number of records of all records of a task. */
    record MapPartitions(String name, PlanNode input, PartitionFunction<Object, Object> function, ValueType type)
            implements PlanNode {
        @Override
        public List<PlanNode> inputs() {
            return List.of(input);
        }
    }

    /** Each record in a pair with its place in the order of the dataset, from 0. */
    record ZipWithIndex(String name, PlanNode input, Fn2<Object, Long, Object> result, ValueType type)
            implements PlanNode {
        @Override
        public List<PlanNode> inputs() {
            return List.of(input);
        }
    }

    /**
     * The same records in {@code count} tasks.
     *
     * @param inOrder whether neighbours stay together, in tasks of uneven sizes and maybe fewer, or are spread evenly
     */
    record Repartition(String name, PlanNode input, int count, boolean inOrder) implements PlanNode {
        @Override
        public ValueType type() {
            return input.type();
        }

        @Override
        public List<PlanNode> inputs() {
            return List.of(input);
        }
    }

    /** Each record of the left with each of the right. */
    record Cross(String name, PlanNode left, PlanNode right, Fn2<Object, Object, Object> result, ValueType type)
            implements PlanNode {
        @Override
        public List<PlanNode> inputs() {
            return List.of(left, right);
        }
    }

    /** The same records, computed once for all plans of the session that have this node. */
    record Cache(String name, PlanNode input) implements PlanNode {
        @Override
        public ValueType type() {
            return input.type();
        }

        @Override
        public List<PlanNode> inputs() {
            return List.of(input);
        }
    }

    /** Where the body of an {@link Iterate} reads the records of the round before. */
    record Previous(String name, ValueType type) implements PlanNode {
        @Override
        public List<PlanNode> inputs() {
            return List.of();
        }
    }

    /**
     * The records of {@code input}, put through {@code body} for a number of rounds.
     *
     * @param previous what {@code body} and {@code changes} read: the input, then the result of each round
     * @param changes of a round, which read {@code previous} and {@code next}; when they are none the loop ends early. Null
     *     to go through all rounds
     * @param next where {@code changes} reads the result of the round
     */
    record Iterate(
            String name,
            PlanNode input,
            int rounds,
            Previous previous,
            PlanNode body,
            @Nullable PlanNode changes,
            @Nullable Previous next)
            implements PlanNode {
        // Written out: the nullness of parameters is not read off a compact constructor.
        public Iterate(
                String name,
                PlanNode input,
                int rounds,
                Previous previous,
                PlanNode body,
                @Nullable PlanNode changes,
                @Nullable Previous next) {
            this.name = name;
            this.input = input;
            this.rounds = rounds;
            this.previous = previous;
            this.body = body;
            this.changes = changes;
            this.next = next;
        }

        @Override
        public ValueType type() {
            return body.type();
        }

        @Override
        public List<PlanNode> inputs() {
            return List.of(input);
        }
    }

    /**
     * Several results of one job, at the root of a plan only. Its records are those of the inputs that do not write, each a
     * {@link TaggedRecord} with the place of its input, the inputs one after the other.
     */
    record Together(String name, List<PlanNode> inputs) implements PlanNode {
        public Together {
            inputs = List.copyOf(inputs);
        }

        @Override
        public ValueType type() {
            return ValueType.of(
                    TaggedRecord.class, inputs.stream().map(PlanNode::type).toArray(ValueType[]::new));
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

    /**
     * Records of two sides brought together by key. What is missing is an empty optional where the kind allows it.
     *
     * @param broadcast whether the right side is to be brought to the left, whatever it measures
     */
    record Join(
            String name,
            Side left,
            Side right,
            ValueType keyType,
            JoinKind kind,
            boolean broadcast,
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

    /** All records in the order of a comparator. The order of equal records is left open. */
    record SortWith(String name, PlanNode input, Comparison<Object> comparison) implements PlanNode {
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
