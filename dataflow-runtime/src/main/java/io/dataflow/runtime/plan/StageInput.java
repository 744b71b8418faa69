package io.dataflow.runtime.plan;

import io.dataflow.api.aggregate.Aggregator;
import io.dataflow.api.codec.ValueType;
import io.dataflow.api.function.CoGroupFunction;
import io.dataflow.api.function.Comparison;
import io.dataflow.api.function.Fn2;
import io.dataflow.api.function.GroupFunction;
import io.dataflow.api.function.PartitionFunction;
import io.dataflow.api.function.Tag;
import io.dataflow.api.io.Sink;
import io.dataflow.api.io.Source;
import io.dataflow.api.plan.JoinKind;
import io.dataflow.runtime.scheduler.BroadcastOption;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where the records of a stage come from. */
public sealed interface StageInput extends Serializable {

    /** The stages that are read; none for a source. */
    List<Integer> stages();

    /** As {@link io.dataflow.runtime.scheduler.StageSpec#sides}. */
    default List<List<Integer>> sides() {
        return List.of();
    }

    /** As {@link io.dataflow.runtime.scheduler.StageSpec#broadcast}. */
    default @Nullable BroadcastOption broadcast() {
        return null;
    }

    /** Splits of a source; which ones, the launch of the task says. */
    record FromSource(Source<?> source) implements StageInput {
        private static final long serialVersionUID = 1L;

        @Override
        public List<Integer> stages() {
            return List.of();
        }
    }

    /**
     * Records as they were written, one output after the other.
     *
     * @param tag of tagged records, those that are wanted, untagged; {@link #ALL} for all as they are
     */
    record Records(List<Integer> stages, ValueType type, int tag) implements StageInput {
        private static final long serialVersionUID = 1L;
        public static final int ALL = -1;

        public Records(List<Integer> stages, ValueType type) {
            this(stages, type, ALL);
        }
    }

    /** Records that were written by key, partition after partition; which key they have does not matter. */
    record KeyedRecords(List<Integer> stages, ValueType type) implements StageInput {
        private static final long serialVersionUID = 1L;

        public KeyedRecords {
            stages = List.copyOf(stages);
        }

        @Override
        public List<List<Integer>> sides() {
            return List.of(stages);
        }
    }

    /** As {@link Records}, all of a task's through one call of a function. */
    record Partition(
            String name,
            List<Integer> stages,
            ValueType type,
            PartitionFunction<Object, Object> function,
            List<Tag<?>> tags)
            implements StageInput {
        private static final long serialVersionUID = 1L;

        public Partition {
            tags = List.copyOf(tags);
        }
    }

    /** As {@link Records}, each with its place among all. */
    record Indexed(String name, List<Integer> stages, ValueType type, Fn2<Object, Long, Object> result)
            implements StageInput {
        private static final long serialVersionUID = 1L;
    }

    /** Several results, one after the other, each record tagged with the place of its result. */
    record Together(List<Result> results) implements StageInput {
        private static final long serialVersionUID = 1L;

        public Together {
            results = List.copyOf(results);
        }

        @Override
        public List<Integer> stages() {
            return results.stream().flatMap(result -> result.stages().stream()).toList();
        }
    }

    /** One of several results; {@code collected} if it has records. */
    record Result(List<Integer> stages, ValueType type, boolean collected) implements Serializable {
        private static final long serialVersionUID = 1L;
    }

    /** Records of sorted outputs, merged in order. */
    record Merged(List<Integer> stages, ValueType type) implements StageInput {
        private static final long serialVersionUID = 1L;
    }

    /** Records of runs that are in the order of a comparator, merged. */
    record MergedWith(String name, List<Integer> stages, ValueType type, Comparison<Object> comparison)
            implements StageInput {
        private static final long serialVersionUID = 1L;
    }

    /** Keys with accumulators, one record for each key. */
    record Groups(
            List<Integer> stages,
            ValueType keyType,
            ValueType accumulatorType,
            Aggregator<Object, Object, Object> aggregator,
            Fn2<Object, Object, Object> result)
            implements StageInput {
        private static final long serialVersionUID = 1L;
    }

    /**
     * Records by key, of one side or several, brought together by sorting.
     *
     * @param types of the records of each side
     * @param body what is made of each key
     * @param tags the side outputs that are read, as of {@link OperatorSpec.Emit}
     */
    record SortedGroups(
            String name,
            List<Integer> stages,
            ValueType keyType,
            List<ValueType> types,
            GroupBody body,
            List<Tag<?>> tags)
            implements StageInput {
        private static final long serialVersionUID = 1L;

        public SortedGroups {
            types = List.copyOf(types);
            tags = List.copyOf(tags);
        }

        /** Without side outputs. */
        public SortedGroups(
                String name, List<Integer> stages, ValueType keyType, List<ValueType> types, GroupBody body) {
            this(name, stages, keyType, types, body, List.of());
        }
    }

    /** What is made of a key and its values. */
    sealed interface GroupBody extends Serializable {

        record OfOne(GroupFunction<Object, Object, Object> function) implements GroupBody {
            private static final long serialVersionUID = 1L;
        }

        record OfTwo(CoGroupFunction<Object, Object, Object, Object> function) implements GroupBody {
            private static final long serialVersionUID = 1L;
        }

        record Joined(JoinKind kind, Fn2<Object, Object, Object> result) implements GroupBody {
            private static final long serialVersionUID = 1L;
        }
    }

    /**
     * Records of two sides by key, joined.
     *
     * @param leftStages those of {@code stages} that have the records of the left; the others have those of the right
     * @param types of the records of the left and of the right
     * @param bypass the side whose records may be joined where they come from; null where none may
     */
    record HashJoined(
            String name,
            List<Integer> stages,
            List<Integer> leftStages,
            ValueType keyType,
            List<ValueType> types,
            GroupBody.Joined join,
            @Nullable Bypass bypass)
            implements StageInput {
        private static final long serialVersionUID = 2L;

        // Written out: the nullness of parameters is not read off a compact constructor.
        public HashJoined(
                String name,
                List<Integer> stages,
                List<Integer> leftStages,
                ValueType keyType,
                List<ValueType> types,
                GroupBody.Joined join,
                @Nullable Bypass bypass) {
            this.name = name;
            this.stages = List.copyOf(stages);
            this.leftStages = List.copyOf(leftStages);
            this.keyType = keyType;
            this.types = List.copyOf(types);
            this.join = join;
            this.bypass = bypass;
        }

        /** A join whose sides are both partitioned by key. */
        public HashJoined(
                String name,
                List<Integer> stages,
                List<Integer> leftStages,
                ValueType keyType,
                List<ValueType> types,
                GroupBody.Joined join) {
            this(name, stages, leftStages, keyType, types, join, null);
        }

        @Override
        public @Nullable BroadcastOption broadcast() {
            Bypass left = bypass;
            return left == null
                    ? null
                    : new BroadcastOption(
                            left.stage(),
                            stages.stream()
                                    .filter(stage -> stage != left.stage())
                                    .toList(),
                            left.sourceBytes(),
                            left.wanted(),
                            left.filter());
        }

        public List<Integer> rightStages() {
            return stages.stream().filter(stage -> !leftStages.contains(stage)).toList();
        }

        @Override
        public List<List<Integer>> sides() {
            List<List<Integer>> sides = new ArrayList<>();
            if (join.kind().mayDivide(0)) {
                sides.add(leftStages);
            }
            if (join.kind().mayDivide(1)) {
                sides.add(rightStages());
            }
            return List.copyOf(sides);
        }
    }

    /**
     * A stage that a join may do without.
     *
     * @param sourceBytes what comes into it as far as that is known beforehand
     * @param wanted whether the program asked for it
     * @param filter the stage that may make a filter for it; null where none may
     */
    record Bypass(int stage, long sourceBytes, boolean wanted, @Nullable Integer filter) implements Serializable {
        private static final long serialVersionUID = 2L;

        /** Without a filter. */
        public Bypass(int stage, long sourceBytes, boolean wanted) {
            this(stage, sourceBytes, wanted, null);
        }
    }

    /** Keys of one side of a join: a filter of them, as records of {@link io.dataflow.shuffle.hash.KeyFilter}. */
    record FilteredKeys(List<Integer> stages) implements StageInput {
        private static final long serialVersionUID = 1L;

        public FilteredKeys {
            stages = List.copyOf(stages);
        }
    }

    /** Distinct records: keys and nothing else. */
    record Keys(List<Integer> stages, ValueType type) implements StageInput {
        private static final long serialVersionUID = 1L;
    }

    /** Accumulators, one from each task that had records, to one result. */
    record Accumulators(
            List<Integer> stages,
            ValueType accumulatorType,
            Aggregator<Object, Object, Object> aggregator,
            boolean resultOfNone)
            implements StageInput {
        private static final long serialVersionUID = 1L;
    }

    /** What the writers of a sink staged, to be committed. */
    record Committables(List<Integer> stages, Sink<Object> sink) implements StageInput {
        private static final long serialVersionUID = 1L;
    }
}
