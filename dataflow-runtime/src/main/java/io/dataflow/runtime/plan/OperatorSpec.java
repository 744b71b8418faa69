package io.dataflow.runtime.plan;

import io.dataflow.api.codec.ValueType;
import io.dataflow.api.function.Condition;
import io.dataflow.api.function.EmitFunction;
import io.dataflow.api.function.Fn0;
import io.dataflow.api.function.Fn1;
import io.dataflow.api.function.Fn2;
import io.dataflow.api.function.Tag;
import java.io.Serializable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A step that looks at one record at a time. */
public sealed interface OperatorSpec extends Serializable {

    /** What reports and messages call it. */
    String name();

    record Map(String name, Fn1<Object, Object> function) implements OperatorSpec {
        private static final long serialVersionUID = 1L;
    }

    record Filter(String name, Condition<Object> condition) implements OperatorSpec {
        private static final long serialVersionUID = 1L;
    }

    record FlatMap(String name, Fn1<Object, Iterable<Object>> function) implements OperatorSpec {
        private static final long serialVersionUID = 1L;
    }

    /**
     * Any number of records for each, emitted one by one.
     *
     * @param tags the side outputs that are read; with any, all that comes out is tagged, what is not for them with 0
     */
    record Emit(String name, EmitFunction<Object, Object> function, List<Tag<?>> tags) implements OperatorSpec {
        private static final long serialVersionUID = 1L;

        public Emit {
            tags = List.copyOf(tags);
        }
    }

    /**
     * Another operator, whose function may reject records.
     *
     * @param limit how many it may reject in all
     * @param counter the name under which rejected records are counted
     * @param rejected the side output they go to; null to leave them out
     * @param tags as of {@link Emit}
     */
    record Guarded(OperatorSpec operator, long limit, String counter, @Nullable Tag<?> rejected, List<Tag<?>> tags)
            implements OperatorSpec {
        private static final long serialVersionUID = 1L;

        // Written out: the nullness of parameters is not read off a compact constructor.
        public Guarded(
                OperatorSpec operator, long limit, String counter, @Nullable Tag<?> rejected, List<Tag<?>> tags) {
            this.operator = operator;
            this.limit = limit;
            this.counter = counter;
            this.rejected = rejected;
            this.tags = List.copyOf(tags);
        }

        @Override
        public String name() {
            return operator.name();
        }
    }

    /** Of tagged records those with one tag, untagged. */
    record Select(String name, int tag) implements OperatorSpec {
        private static final long serialVersionUID = 1L;
    }

    /** Each record with all records of {@code stages}, which every task reads whole, more than once if it must. */
    record Cross(
            String name,
            List<Integer> stages,
            ValueType leftType,
            ValueType rightType,
            Fn2<Object, Object, Object> result)
            implements OperatorSpec {
        private static final long serialVersionUID = 1L;

        public Cross {
            stages = List.copyOf(stages);
        }
    }

    /**
     * Each record of one side of a join with the records of the other that have its key, of which every task reads all.
     *
     * @param join as a stage of its own would do it
     * @param probeSide the place of the side whose records come through the chain; the other is read
     * @param key of the records that come
     * @param partitionCount of the outputs that are read
     */
    record BroadcastJoin(StageInput.HashJoined join, int probeSide, Fn1<Object, Object> key, int partitionCount)
            implements OperatorSpec {
        private static final long serialVersionUID = 1L;

        @Override
        public String name() {
            return join.name();
        }
    }

    /** Stages that it reads beside the records that come through the chain. */
    default List<Integer> sideStages() {
        if (this instanceof BroadcastJoin broadcast) {
            return broadcast.probeSide() == 0
                    ? broadcast.join().rightStages()
                    : broadcast.join().leftStages();
        }
        return this instanceof Cross cross ? cross.stages() : List.of();
    }

    /** {@code open} is called once by each task; what it opened is closed if it can be. */
    record MapWith(String name, Fn0<Object> open, Fn2<Object, Object, Object> function) implements OperatorSpec {
        private static final long serialVersionUID = 1L;
    }

    /** Each record with a probability, by numbers drawn from the seed and the task. */
    record Sample(String name, double fraction, long seed) implements OperatorSpec {
        private static final long serialVersionUID = 1L;
    }

    /** The first {@code count} records of the task. */
    record Limit(String name, long count) implements OperatorSpec {
        private static final long serialVersionUID = 1L;
    }
}
