package io.dataflow.runtime.scheduler;

import java.util.List;

/**
 * One stage as the planner cut it.
 *
 * @param inputs the ids of the stages it reads
 * @param output how it is read
 * @param sides groups of inputs that meet by key. Tasks may share a partition of which they divide the outputs of one of
 *     these groups, while each reads the partition of all other inputs; empty where no partition may be shared
 */
public record StageSpec(
        int id, String name, List<Integer> inputs, TaskCount tasks, ExchangeKind output, List<List<Integer>> sides) {
    public StageSpec {
        inputs = List.copyOf(inputs);
        sides = sides.stream().map(List::copyOf).toList();
    }

    /** A stage of which no partition is shared by tasks. */
    public StageSpec(int id, String name, List<Integer> inputs, TaskCount tasks, ExchangeKind output) {
        this(id, name, inputs, tasks, output, List.of());
    }
}
