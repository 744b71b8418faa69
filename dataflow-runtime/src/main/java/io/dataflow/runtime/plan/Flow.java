package io.dataflow.runtime.plan;

import io.dataflow.api.codec.ValueType;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Records on their way through a stage that is not closed yet. After a union there are several branches, each of which
 * becomes a stage of its own.
 *
 * @param ordered whether the tasks of the only branch, one after the other, yield the records in order
 */
record Flow(List<Branch> branches, ValueType type, boolean ordered) {

    /** An input, and the operators after it, of which the last is at the head: so that flows can share their beginnings. */
    record Branch(StageInput input, boolean single, String reason, @Nullable Link last, int operatorCount) {

        static Branch of(StageInput input, boolean single, String reason) {
            return new Branch(input, single, reason, null, 0);
        }

        Branch with(OperatorSpec operator) {
            return new Branch(input, single, reason, new Link(operator, last), operatorCount + 1);
        }

        List<OperatorSpec> operators() {
            Deque<OperatorSpec> operators = new ArrayDeque<>();
            for (Link link = last; link != null; link = link.before()) {
                operators.addFirst(link.operator());
            }
            return List.copyOf(operators);
        }
    }

    record Link(OperatorSpec operator, @Nullable Link before) {}

    static Flow of(StageInput input, boolean single, ValueType type, boolean ordered, String reason) {
        return new Flow(List.of(Branch.of(input, single, reason)), type, ordered);
    }

    Flow with(OperatorSpec operator, ValueType nextType) {
        return new Flow(branches.stream().map(branch -> branch.with(operator)).toList(), nextType, ordered);
    }

    static Flow union(List<Flow> flows, ValueType type) {
        List<Branch> all = new ArrayList<>();
        flows.forEach(flow -> all.addAll(flow.branches()));
        return new Flow(List.copyOf(all), type, false);
    }
}
