package io.dataflow.runtime.scheduler;

import java.util.List;

/**
 * One stage as the planner cut it: {@code inputs} are the ids of the stages it reads, {@code output} how it is read.
 */
public record StageSpec(int id, String name, List<Integer> inputs, TaskCount tasks, ExchangeKind output) {
    public StageSpec {
        inputs = List.copyOf(inputs);
    }
}
