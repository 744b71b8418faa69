package io.dataflow.runtime.closure;

import io.dataflow.api.failure.DataflowException;
import io.dataflow.api.failure.FailureKind;
import io.dataflow.api.io.Split;
import io.dataflow.runtime.protocol.Parcel;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The splits of one task, or those of several, in which nothing can change: the first attempt that wants its own reads all. Safe for
 * use by many threads.
 */
public final class SentSplits {
    private final Parcel parcel;
    private Split @Nullable [][] ofSeveral;

    public SentSplits(Parcel parcel) {
        this.parcel = parcel;
    }

    /**
     * Those of one task.
     *
     * @param place of the task among the tasks
     */
    public List<Split> read(int place, ClassLoader loader) {
        Split[][] tasks = tasks(loader);
        if (place >= tasks.length) {
            throw new DataflowException(
                    FailureKind.INTERNAL,
                    "Splits of " + tasks.length + " tasks were sent, and those at " + place + " are to be read");
        }
        return Arrays.asList(tasks[place]);
    }

    private synchronized Split[][] tasks(ClassLoader loader) {
        Split[][] here = parcel.here(Split[][].class);
        if (here != null) {
            return here;
        } else if (ofSeveral != null) {
            return ofSeveral;
        }
        Split[][] tasks = PlanSerializer.deserialize(parcel.bytes(), Split[][].class, loader);
        if (tasks.length > 1) {
            ofSeveral = tasks;
        }
        return tasks;
    }
}
