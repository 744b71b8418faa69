package io.dataflow.runtime.client;

import io.dataflow.api.io.Split;
import io.dataflow.runtime.closure.HandOver;
import io.dataflow.runtime.closure.PlanSerializer;
import io.dataflow.runtime.protocol.Parcel;
import io.dataflow.runtime.protocol.StageSplits;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes the programs and splits of one job ready for their way: serialized, unless workers are in this process and could not tell what
 * is read from what was written. Confined to one thread.
 */
final class Packing {
    /** Splits of so many tasks travel together where there are more: what is said of a class once takes longer than a split. */
    private static final int TASKS_OF_EACH = 64;

    /** Splits that are longer do not gain by it. */
    private static final int MAX_BYTES_OF_EACH = 64 << 10;

    private final PlanSerializer serializer;
    private final HandOver handOver;
    private final boolean here;

    /**
     * For one job.
     *
     * @param here whether all workers are in this process
     */
    Packing(PlanSerializer serializer, HandOver handOver, boolean here) {
        this.serializer = serializer;
        this.handOver = handOver;
        this.here = here;
    }

    /** Fails with {@code INVALID_PLAN} when something in it cannot be sent. */
    Parcel pack(Serializable object) {
        return here && isImmutable(object) ? Parcel.here(object) : Parcel.serialized(serializer.serialize(object));
    }

    /** As {@link #pack}. */
    StageSplits packSplits(List<List<Split>> tasks) {
        if (tasks.isEmpty()) {
            return StageSplits.NONE;
        }
        int tasksOfEach = here || tasks.size() <= TASKS_OF_EACH ? 1 : tasksOfEach(tasks);
        List<Parcel> parcels = new ArrayList<>();
        for (int from = 0; from < tasks.size(); from += tasksOfEach) {
            List<List<Split>> some = tasks.subList(from, Math.min(from + tasksOfEach, tasks.size()));
            Split[][] splits = arrays(some);
            boolean handedOver = here && isImmutable(some);
            parcels.add(handedOver ? Parcel.here(splits) : Parcel.serialized(serializer.serialize(splits)));
        }
        return new StageSplits(tasksOfEach, parcels);
    }

    private int tasksOfEach(List<List<Split>> tasks) {
        if (!isImmutable(tasks)) {
            return 1;
        }
        int bytes = serializer.serialize(arrays(tasks.subList(0, TASKS_OF_EACH))).length;
        return bytes <= MAX_BYTES_OF_EACH ? TASKS_OF_EACH : 1;
    }

    private static Split[][] arrays(List<List<Split>> tasks) {
        return tasks.stream().map(task -> task.toArray(Split[]::new)).toArray(Split[][]::new);
    }

    private boolean isImmutable(List<List<Split>> tasks) {
        return tasks.stream().allMatch(task -> task.stream().allMatch(this::isImmutable));
    }

    private boolean isImmutable(Serializable object) {
        return handOver.allows(object, serializer::met);
    }
}
