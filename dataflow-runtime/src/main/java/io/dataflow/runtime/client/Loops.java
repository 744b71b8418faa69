package io.dataflow.runtime.client;

import io.dataflow.api.plan.LogicalPlan;
import io.dataflow.api.plan.PlanNode;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/** Looks at plans for loops, and at the bodies of loops for what changes from round to round. */
final class Loops {
    private Loops() {}

    static boolean hasAny(LogicalPlan plan) {
        return plan.topologicalOrder().stream().anyMatch(PlanNode.Iterate.class::isInstance);
    }

    /** The nodes of the plan that depend on {@code changing}; a set by identity, as that is. */
    static Set<PlanNode> dependents(LogicalPlan plan, Set<PlanNode> changing) {
        Set<PlanNode> dependents = Collections.newSetFromMap(new IdentityHashMap<>());
        for (PlanNode node : plan.topologicalOrder()) {
            for (PlanNode input : node.inputs()) {
                if (changing.contains(input) || dependents.contains(input)) {
                    dependents.add(node);
                }
            }
        }
        return dependents;
    }

    /** The given nodes and all caches of the plan that do not depend on them. */
    static Set<PlanNode> withCaches(LogicalPlan plan, Set<PlanNode> bound) {
        Set<PlanNode> leaves = Collections.newSetFromMap(new IdentityHashMap<>());
        leaves.addAll(bound);
        Set<PlanNode> dependents = dependents(plan, bound);
        for (PlanNode node : plan.topologicalOrder()) {
            if (node instanceof PlanNode.Cache && !dependents.contains(node)) {
                leaves.add(node);
            }
        }
        return leaves;
    }

    /** What feeds the changing part of a plan and does not change itself: to be computed once. */
    static List<PlanNode> invariants(LogicalPlan plan, Set<PlanNode> changing) {
        Set<PlanNode> dependents = dependents(plan, changing);
        Set<PlanNode> invariants = Collections.newSetFromMap(new IdentityHashMap<>());
        for (PlanNode node : dependents) {
            for (PlanNode input : node.inputs()) {
                if (!dependents.contains(input) && !changing.contains(input)) {
                    invariants.add(input);
                }
            }
        }
        return List.copyOf(invariants);
    }

    /** A plan with loops in words; each runs as jobs of its own, so their stages are those of their bodies. */
    static String explain(LogicalPlan plan) {
        StringBuilder text = new StringBuilder();
        for (PlanNode node : plan.topologicalOrder()) {
            text.append(node.name());
            if (node instanceof PlanNode.Iterate loop) {
                text.append(": ")
                        .append(loop.changes() == null ? "" : "at most ")
                        .append(loop.rounds())
                        .append(" rounds, a job each, of");
                new LogicalPlan(loop.body()).topologicalOrder().forEach(step -> text.append(' ')
                        .append(step.name()));
            }
            text.append('\n');
        }
        return text.toString();
    }
}
