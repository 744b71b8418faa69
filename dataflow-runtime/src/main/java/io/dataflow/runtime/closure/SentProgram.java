package io.dataflow.runtime.closure;

import io.dataflow.runtime.protocol.Parcel;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A program as it came, to be read by each attempt, which thereby has functions of its own, unless it is here as it was made. Of a program in which nothing can
 * change ({@link Immutability}) nobody can tell one reading from another: from the second on, which shows that it is read more
 * than once, all have the same objects. These live as long as this does.
 *
 * <p>Safe for use by many threads.
 */
public final class SentProgram<T> {
    /** The objects of larger ones, which nobody counts, would take too much of the heap between attempts. */
    private static final int MAX_SHARED_BYTES = 1 << 20;

    private final Parcel parcel;
    private final Class<T> type;
    private volatile boolean readBefore;
    private volatile boolean mutable;
    private volatile @Nullable Shared<T> shared;

    private record Shared<T>(ClassLoader loader, ReadPlan<T> plan) {}

    public SentProgram(Parcel parcel, Class<T> type) {
        this.parcel = parcel;
        this.type = type;
        this.mutable = parcel.here(type) == null && parcel.bytes().length > MAX_SHARED_BYTES;
    }

    /** Its functions are as they were sent, and its counters at zero. */
    public ReadPlan<T> read(ClassLoader loader) {
        Shared<T> known = shared;
        if (known != null && known.loader == loader) {
            return known.plan;
        }
        T here = parcel.here(type);
        if (here != null) {
            return new ReadPlan<>(here, List.of());
        }
        ReadPlan<T> plan = PlanSerializer.read(parcel.bytes(), type, loader);
        if (!readBefore) {
            readBefore = true;
        } else if (!mutable) {
            share(plan, loader);
        }
        return plan;
    }

    private void share(ReadPlan<T> plan, ClassLoader loader) {
        if (plan.counters().isEmpty() && Immutability.of(plan.program())) {
            shared = new Shared<>(loader, plan);
        } else {
            mutable = true;
        }
    }
}
