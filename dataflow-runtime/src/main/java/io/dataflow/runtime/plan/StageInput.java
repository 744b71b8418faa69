package io.dataflow.runtime.plan;

import io.dataflow.api.aggregate.Aggregator;
import io.dataflow.api.codec.ValueType;
import io.dataflow.api.function.CoGroupFunction;
import io.dataflow.api.function.Fn2;
import io.dataflow.api.function.GroupFunction;
import io.dataflow.api.io.Sink;
import io.dataflow.api.io.Source;
import io.dataflow.api.plan.JoinKind;
import java.io.Serializable;
import java.util.List;

/** Where the records of a stage come from. */
public sealed interface StageInput extends Serializable {

    /** The stages that are read; none for a source. */
    List<Integer> stages();

    /** Splits of a source; which ones, the launch of the task says. */
    record FromSource(Source<?> source) implements StageInput {
        private static final long serialVersionUID = 1L;

        @Override
        public List<Integer> stages() {
            return List.of();
        }
    }

    /** Records as they were written, one output after the other. */
    record Records(List<Integer> stages, ValueType type) implements StageInput {
        private static final long serialVersionUID = 1L;
    }

    /** Records of sorted outputs, merged in order. */
    record Merged(List<Integer> stages, ValueType type) implements StageInput {
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
     */
    record SortedGroups(String name, List<Integer> stages, ValueType keyType, List<ValueType> types, GroupBody body)
            implements StageInput {
        private static final long serialVersionUID = 1L;

        public SortedGroups {
            types = List.copyOf(types);
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
     */
    record HashJoined(
            String name,
            List<Integer> stages,
            List<Integer> leftStages,
            ValueType keyType,
            List<ValueType> types,
            GroupBody.Joined join)
            implements StageInput {
        private static final long serialVersionUID = 1L;

        public HashJoined {
            stages = List.copyOf(stages);
            leftStages = List.copyOf(leftStages);
            types = List.copyOf(types);
        }

        public List<Integer> rightStages() {
            return stages.stream().filter(stage -> !leftStages.contains(stage)).toList();
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
