package io.dataflow.runtime.client;

import io.dataflow.api.io.Split;
import io.dataflow.runtime.closure.HandOver;
import io.dataflow.runtime.closure.PlanSerializer;
import io.dataflow.runtime.protocol.TaskSplits;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Makes the splits of tasks ready for their way. Serialized, unless workers are in this process and could not tell what is read from
 * what was written; one split of each class is written even then, so that a program that cannot be sent fails in the same
 * way everywhere. Confined to one thread.
 */
final class SplitsSent {
    private final PlanSerializer serializer;
    private final boolean here;
    private final HandOver handOver = new HandOver();
    private final Set<Class<?>> written = new HashSet<>();

    SplitsSent(PlanSerializer serializer, boolean here) {
        this.serializer = serializer;
        this.here = here;
    }

    TaskSplits of(List<Split> task) {
        if (!here || !areHandedOver(task)) {
            return TaskSplits.serialized(serializer.serialize(task.toArray(Split[]::new)));
        }
        for (Split split : task) {
            if (written.add(split.getClass())) {
                serializer.serialize(split);
            }
        }
        return TaskSplits.here(task);
    }

    private boolean areHandedOver(List<Split> task) {
        for (Split split : task) {
            if (!handOver.allows(split)) {
                return false;
            }
        }
        return true;
    }
}
