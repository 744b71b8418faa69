package io.dataflow.runtime.plan;

import io.dataflow.api.codec.ValueType;
import io.dataflow.runtime.scheduler.TaskCount;
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
 * @param dividedBy the key by which the tasks of the only branch divide the records among them; null if that is not known
 */
record Flow(List<Branch> branches, ValueType type, boolean ordered, @Nullable DividedBy dividedBy) {

    /** By no key that is known. */
    Flow(List<Branch> branches, ValueType type, boolean ordered) {
        this(branches, type, ordered, null);
    }

    // Written out: the nullness of parameters is not read off a compact constructor.
    Flow(List<Branch> branches, ValueType type, boolean ordered, @Nullable DividedBy dividedBy) {
        this.branches = branches;
        this.type = type;
        this.ordered = ordered;
        this.dividedBy = dividedBy;
    }

    /** An input, and the operators after it, of which the last is at the head: so that flows can share their beginnings. */
    record Branch(StageInput input, TaskCount tasks, String reason, @Nullable Link last, int operatorCount) {

        Branch with(OperatorSpec operator) {
            return new Branch(input, tasks, reason, new Link(operator, last), operatorCount + 1);
        }

        boolean single() {
            return tasks.equals(ONE);
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

    private static final TaskCount ONE = new TaskCount.Fixed(1);
    private static final TaskCount BY_INPUT = new TaskCount.ByInput();

    static Flow of(StageInput input, boolean single, ValueType type, boolean ordered, String reason) {
        return of(input, single ? ONE : BY_INPUT, type, ordered, reason);
    }

    static Flow of(StageInput input, TaskCount tasks, ValueType type, boolean ordered, String reason) {
        return new Flow(List.of(new Branch(input, tasks, reason, null, 0)), type, ordered);
    }

    /** Whether all of it is the work of one task. */
    boolean single() {
        return branches.size() == 1 && branches.get(0).single();
    }

    Flow with(OperatorSpec operator, ValueType nextType) {
        List<Branch> longer =
                branches.stream().map(branch -> branch.with(operator)).toList();
        return new Flow(longer, nextType, ordered, operator instanceof OperatorSpec.Filter ? dividedBy : null);
    }

    /** The same records, of which it is known by what key tasks divide them. */
    Flow dividedBy(DividedBy key) {
        return new Flow(branches, type, ordered, key);
    }

    /** Whether tasks may share the partition of a key. */
    boolean isShared() {
        return dividedBy == null || dividedBy.shared();
    }

    /** The same records by another type. */
    Flow as(ValueType declared) {
        return new Flow(branches, declared, ordered, dividedBy);
    }

    static Flow union(List<Flow> flows, ValueType type) {
        List<Branch> all = new ArrayList<>();
        flows.forEach(flow -> all.addAll(flow.branches()));
        return new Flow(List.copyOf(all), type, false);
    }
}
