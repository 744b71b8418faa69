package io.dataflow.api;

import io.dataflow.api.codec.ValueType;
import io.dataflow.api.failure.DataflowException;
import io.dataflow.api.failure.FailureKind;
import io.dataflow.api.io.Sink;
import io.dataflow.api.plan.LogicalPlan;
import io.dataflow.api.plan.PlanNode;
import java.util.ArrayList;
import java.util.List;

/** Builds the nodes of side outputs and of rejected records. */
final class SideOutputs {
    private SideOutputs() {}

    /** The node, if its function emits. */
    static PlanNode emitting(PlanNode node, String tag) {
        PlanNode operator = node instanceof PlanNode.Guarded guarded ? guarded.operator() : node;
        boolean emits = operator instanceof PlanNode.Emit
                || operator instanceof PlanNode.MapPartitions
                || operator instanceof PlanNode.TransformGroups
                || operator instanceof PlanNode.CoGroup;
        if (!emits) {
            throw new DataflowException(
                    FailureKind.INVALID_PLAN,
                    "tagged: '" + node.name() + "' has no side output '" + tag
                            + "'; ask the dataset that transform, mapPartitions, transformGroups or cogroup returned");
        }
        return node;
    }

    static PlanNode guarded(PlanNode node, ErrorPolicy policy) {
        PlanNode operator = node instanceof PlanNode.Guarded before ? before.operator() : node;
        boolean recordWise = operator instanceof PlanNode.Transform
                || operator instanceof PlanNode.Filter
                || operator instanceof PlanNode.FlatMap
                || operator instanceof PlanNode.Emit
                || operator instanceof PlanNode.MapWith;
        if (!recordWise) {
            throw new DataflowException(
                    FailureKind.INVALID_PLAN,
                    "onError: '" + node.name() + "' does not take a record at a time; put it behind map, filter,"
                            + " flatMap, transform or mapWith");
        }
        return new PlanNode.Guarded(
                operator, policy.limit(), policy.setsAside() ? ErrorPolicy.REJECTED : null, policy.sink());
    }

    static PlanNode rejected(PlanNode node) {
        if (node instanceof PlanNode.Guarded guarded && guarded.rejected() != null) {
            return rejected(guarded);
        }
        throw new DataflowException(
                FailureKind.INVALID_PLAN,
                "rejected: '" + node.name() + "' sets no records aside; say .onError(ErrorPolicy.setAside()) before");
    }

    private static PlanNode rejected(PlanNode.Guarded guarded) {
        ValueType record = guarded.inputs().get(0).type();
        return new PlanNode.Tagged(
                guarded.name() + " rejected", guarded, ErrorPolicy.REJECTED, ValueType.of(Rejected.class, record));
    }

    /** Refuses dead letters where a job of its own, or several, would have to write them. */
    static void refuseDeadLetters(String operator, PlanNode node) {
        for (PlanNode before : new LogicalPlan(node).topologicalOrder()) {
            if (before instanceof PlanNode.Guarded guarded && guarded.deadLetters() != null) {
                throw new DataflowException(
                        FailureKind.INVALID_PLAN,
                        operator + ": the dead letters of '" + guarded.name() + "' would be written more than once;"
                                + " say .onError(ErrorPolicy.setAside()), and write rejected() where it is wanted");
            }
        }
    }

    /** The plan, and writing of all dead letters that it has. */
    static LogicalPlan withDeadLetters(LogicalPlan plan) {
        List<PlanNode> roots = new ArrayList<>(
                plan.root() instanceof PlanNode.Together together ? together.inputs() : List.of(plan.root()));
        int asked = roots.size();
        for (PlanNode node : plan.topologicalOrder()) {
            if (node instanceof PlanNode.Guarded guarded && guarded.deadLetters() != null) {
                Sink<Object> sink = guarded.deadLetters();
                PlanNode letters = rejected(guarded);
                roots.add(new PlanNode.Write("dead letters", letters, sink.forType(letters.type())));
            }
        }
        return roots.size() == asked
                ? plan
                : new LogicalPlan(new PlanNode.Together(plan.root().name(), roots));
    }
}
