package io.dataflow.api.plan;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/**
 * What is asked of a job: the records of {@code root}, or, when that is a {@link PlanNode.Write}, that they be written.
 */
public record LogicalPlan(PlanNode root) {

    /** What is written, if anything is. */
    public List<PlanNode.Write> writes() {
        return roots().stream()
                .filter(PlanNode.Write.class::isInstance)
                .map(PlanNode.Write.class::cast)
                .toList();
    }

    /** Whether there are records for the client to read; a plan that only writes has none. */
    public boolean isCollected() {
        return !roots().stream().allMatch(PlanNode.Write.class::isInstance);
    }

    private List<PlanNode> roots() {
        return root instanceof PlanNode.Together together ? together.inputs() : List.of(root);
    }

    /** Every node once, inputs before what builds on them. Linear, and flat on the stack however deep the plan. */
    public List<PlanNode> topologicalOrder() {
        return topologicalOrder(Set.of());
    }

    /** As {@link #topologicalOrder()}, without what is before {@code leaves}, a set by identity. */
    public List<PlanNode> topologicalOrder(Set<PlanNode> leaves) {
        List<PlanNode> order = new ArrayList<>();
        Set<PlanNode> done = Collections.newSetFromMap(new IdentityHashMap<>());
        Set<PlanNode> opened = Collections.newSetFromMap(new IdentityHashMap<>());
        Deque<PlanNode> stack = new ArrayDeque<>();
        stack.push(root);
        while (!stack.isEmpty()) {
            PlanNode node = stack.peek();
            if (opened.add(node)) {
                List<PlanNode> inputs = leaves.contains(node) ? List.of() : node.inputs();
                for (int i = inputs.size() - 1; i >= 0; i--) {
                    if (!opened.contains(inputs.get(i))) {
                        stack.push(inputs.get(i));
                    }
                }
            } else {
                stack.pop();
                if (done.add(node)) {
                    order.add(node);
                }
            }
        }
        return order;
    }
}
