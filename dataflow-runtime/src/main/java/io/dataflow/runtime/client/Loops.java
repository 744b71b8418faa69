package io.dataflow.runtime.client;

import io.dataflow.api.plan.LogicalPlan;
import io.dataflow.api.plan.PlanNode;
import io.dataflow.runtime.plan.PartitionKey;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
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

    /**
     * What reads a node.
     *
     * @param keys by which all of its records are partitioned, each once
     * @param others whether there are readers that do something else
     */
    record Readers(List<PartitionKey> keys, boolean others) {
        Readers {
            keys = List.copyOf(keys);
        }
    }

    /** What reads a node in a plan as far as {@code leaves}, a set by identity, and in the loops of that. */
    static Readers readers(LogicalPlan plan, Set<PlanNode> leaves, PlanNode node) {
        return readers(List.of(plan), leaves, node);
    }

    /** What reads a node in the rounds of a loop, and in the loops within them. */
    static Readers readers(PlanNode.Iterate loop, PlanNode node) {
        return readers(plansOf(loop), Set.of(), node);
    }

    private static Readers readers(List<LogicalPlan> plans, Set<PlanNode> leaves, PlanNode node) {
        List<PartitionKey> keys = new ArrayList<>();
        boolean others = false;
        Deque<LogicalPlan> left = new ArrayDeque<>(plans);
        while (!left.isEmpty()) {
            LogicalPlan plan = left.removeFirst();
            others |= plan.root() == node;
            for (PlanNode reader : plan.topologicalOrder(leaves)) {
                if (leaves.contains(reader)) {
                    continue;
                }
                if (reader instanceof PlanNode.Iterate loop) {
                    left.addAll(plansOf(loop));
                }
                if (reader.inputs().stream().anyMatch(input -> input == node)) {
                    List<PartitionKey> wanted = PartitionKey.of(reader, node);
                    others |= wanted.isEmpty();
                    wanted.stream()
                            .filter(key -> keys.stream().noneMatch(key::isSameAs))
                            .forEach(keys::add);
                }
            }
        }
        return new Readers(keys, others);
    }

    private static List<LogicalPlan> plansOf(PlanNode.Iterate loop) {
        PlanNode changes = loop.changes();
        return changes == null
                ? List.of(new LogicalPlan(loop.body()))
                : List.of(new LogicalPlan(loop.body()), new LogicalPlan(changes));
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
                keptByKey(loop, text);
            }
            text.append('\n');
        }
        return text.toString();
    }

    private static void keptByKey(PlanNode.Iterate loop, StringBuilder text) {
        Set<PlanNode> changing = Collections.newSetFromMap(new IdentityHashMap<>());
        changing.add(loop.previous());
        for (PlanNode invariant : invariants(new LogicalPlan(loop.body()), changing)) {
            for (PartitionKey key : readers(loop, invariant).keys()) {
                text.append("\n  ")
                        .append(invariant.name())
                        .append(" does not change, and is kept partitioned by key for ")
                        .append(key.operator())
                        .append(": no exchange of it in the rounds");
            }
        }
    }
}
