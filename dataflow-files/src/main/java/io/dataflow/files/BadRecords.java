package io.dataflow.files;

import io.dataflow.api.function.Action;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of records that cannot be read. Immutable.
 *
 * <pre>{@code
 * session.read(Csv.files("purchases.csv").onBad(BadRecords.skip(100)).as(Purchase.class)).count();
 * }</pre>
 */
public final class BadRecords implements Serializable {
    private static final long serialVersionUID = 1L;
    private static final BadRecords FAIL = new BadRecords(0, null);

    private final long limit;
    private final @Nullable Action<BadRecord> action;

    private BadRecords(long limit, @Nullable Action<BadRecord> action) {
        this.limit = limit;
        this.action = action;
    }

    /** The first one fails the job with kind {@code BAD_DATA}. This is the default. */
    public static BadRecords fail() {
        return FAIL;
    }

    /**
     * Up to {@code limit} of them for each split, which is a file or a part of one, are left out; one more fails the job.
     * How many there were is logged.
     *
     * @throws IllegalArgumentException if {@code limit} is less than 1
     */
    public static BadRecords skip(long limit) {
        if (limit < 1) {
            throw new IllegalArgumentException("the limit must be at least 1, got " + limit + "; fail() allows none");
        }
        return new BadRecords(limit, null);
    }

    /**
     * Each one that is left out is also shown to {@code look}, in the task that reads it. A task that is tried again
     * shows it again.
     *
     * <pre>{@code
     * BadRecords policy = BadRecords.skip(100).shownTo(bad -> System.err.println(bad));
     * }</pre>
     */
    public BadRecords shownTo(Action<BadRecord> look) {
        return new BadRecords(limit, look);
    }

    long limit() {
        return limit;
    }

    @Nullable
    Action<BadRecord> action() {
        return action;
    }
}
