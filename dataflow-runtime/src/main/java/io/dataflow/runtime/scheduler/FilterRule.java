package io.dataflow.runtime.scheduler;

import io.dataflow.shuffle.hash.KeyFilter;
import java.io.Serializable;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Whether the keys of a side that is too large to be read whole should be made a filter, by which the tasks that read the
 * other side drop records before they write them. Looked at once for each join, when the side is measured.
 *
 * <p>How many records a filter drops is not known before. So it must cost little beside what comes into the other side:
 * its making, a pass over the keys of the build side, and what all tasks together read of it.
 */
final class FilterRule implements Serializable {
    private static final long serialVersionUID = 1L;

    /** What is less is partitioned in about the time that another stage takes to begin and end. */
    private static final long MIN_PROBE_BYTES = 4L << 20;

    /** The build side has so small a part of what comes into the probe side. */
    private static final int BUILD_DIVISOR = 4;

    /** Tasks together read no more of filters than such a part of what comes into them. */
    private static final int READ_DIVISOR = 8;

    /** A filter takes no more than such a part of an attempt's memory, of which the writer has a sixth at least. */
    private static final int ATTEMPT_DIVISOR = 32;

    private static final long MAX_BYTES = 8L << 20;

    private final FilterUse use;
    private final BroadcastRule broadcasts;
    private final @Nullable OutputTracker[] outputs;

    FilterRule(FilterUse use, BroadcastRule broadcasts, @Nullable OutputTracker[] outputs) {
        this.use = use;
        this.broadcasts = broadcasts;
        this.outputs = outputs;
    }

    /**
     * @param stage whose records may be dropped
     * @param taskCount how many tasks it has, each of which reads the filter
     */
    boolean isWorth(int stage, StageSpec join, int taskCount, long attemptBytes) {
        BroadcastOption option = Objects.requireNonNull(join.broadcast());
        long filterBytes = KeyFilter.sizeBytes(records(option.buildStages()));
        long buildBytes = broadcasts.measuredBytes(option.buildStages());
        long probeBytes = broadcasts.probeBytes(stage, option);
        return switch (use) {
            case NEVER -> false;
            case EXPECTED_TO_PAY ->
                filterBytes <= Math.min(MAX_BYTES, attemptBytes / ATTEMPT_DIVISOR)
                        && probeBytes >= MIN_PROBE_BYTES
                        && buildBytes <= probeBytes / BUILD_DIVISOR
                        && filterBytes * taskCount <= probeBytes / READ_DIVISOR;
            case ALWAYS -> true;
        };
    }

    private long records(List<Integer> stages) {
        return stages.stream()
                .mapToLong(stage -> Objects.requireNonNull(outputs[stage]).records())
                .sum();
    }
}
