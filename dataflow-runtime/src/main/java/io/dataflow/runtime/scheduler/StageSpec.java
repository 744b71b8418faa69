package io.dataflow.runtime.scheduler;

import java.io.Serializable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One stage as the planner cut it.
 *
 * @param inputs the ids of the stages it reads
 * @param output how it is read
 * @param sides groups of inputs that meet by key. Tasks may share a partition of which they divide the outputs of one of
 *     these groups, while each reads the partition of all other inputs; empty where no partition may be shared
 * @param broadcast how an input may be left out; null where none may
 */
public record StageSpec(
        int id,
        String name,
        List<Integer> inputs,
        TaskCount tasks,
        ExchangeKind output,
        List<List<Integer>> sides,
        @Nullable BroadcastOption broadcast)
        implements Serializable {
    // Written out: the nullness of parameters is not read off a compact constructor.
    public StageSpec(
            int id,
            String name,
            List<Integer> inputs,
            TaskCount tasks,
            ExchangeKind output,
            List<List<Integer>> sides,
            @Nullable BroadcastOption broadcast) {
        this.id = id;
        this.name = name;
        this.inputs = List.copyOf(inputs);
        this.tasks = tasks;
        this.output = output;
        this.sides = sides.stream().map(List::copyOf).toList();
        this.broadcast = broadcast;
    }

    /** A stage that reads its inputs and shares no partition. */
    public StageSpec(int id, String name, List<Integer> inputs, TaskCount tasks, ExchangeKind output) {
        this(id, name, inputs, tasks, output, List.of(), null);
    }
}
