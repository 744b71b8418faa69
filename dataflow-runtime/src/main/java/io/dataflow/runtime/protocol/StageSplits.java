package io.dataflow.runtime.protocol;

import java.io.Serializable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the tasks of a stage read of a source, so many of them together: an array with an array of splits for each task.
 *
 * @param tasksOfEach more than one only if nothing in the splits can change, so that attempts may have the same objects
 */
public record StageSplits(int tasksOfEach, List<Parcel> parcels) implements Serializable {
    /** Of a stage that reads no source. */
    public static final StageSplits NONE = new StageSplits(1, List.of());

    public StageSplits {
        if (tasksOfEach < 1) {
            throw new IllegalArgumentException("Splits of " + tasksOfEach + " tasks cannot be together");
        }
        parcels = List.copyOf(parcels);
    }

    /** Those among which the task's are; null if the stage reads no source. */
    public @Nullable Parcel of(int task) {
        int index = task / tasksOfEach;
        return index < parcels.size() ? parcels.get(index) : null;
    }

    /** Where the task's are among them. */
    public int placeOf(int task) {
        return task % tasksOfEach;
    }
}
