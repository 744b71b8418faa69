package io.dataflow.runtime.scheduler;

import java.io.Serializable;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Whether the tasks of a stage should join their records with all of a small side, instead of having them partitioned. Looked
 * at once for each join, when the side is measured.
 */
final class BroadcastRule implements Serializable {
    private static final long serialVersionUID = 1L;

    /** Attempts with less do not read sides of joins whole. */
    private static final long MIN_ATTEMPT_BYTES = 16L << 20;

    /** Nor do those with less than so many times what a stage of the job needs at least. */
    private static final int FLOORS = 3;

    /** Sides that are read whole may take such a part of an attempt's memory, compressed. */
    private static final int ATTEMPT_DIVISOR = 64;

    private static final long MAX_BYTES = 4L << 20;

    /** Each more leaves less memory for the others. */
    private static final int MAX_FUSED_JOINS = 4;

    private final JobGraph graph;
    private final StageTracker stages;
    private final @Nullable OutputTracker[] outputs;
    private final long floorBytes;

    /**
     * @param outputs those of the job, by stage, as they come to be
     * @param floorBytes what an attempt at any stage of the job needs at least
     */
    BroadcastRule(JobGraph graph, StageTracker stages, @Nullable OutputTracker[] outputs, long floorBytes) {
        this.graph = graph;
        this.stages = stages;
        this.outputs = outputs;
        this.floorBytes = floorBytes;
    }

    /**
     * Each task reads the side anew, so that together they must not read more of it than half of what need not be sent.
     *
     * @param stage what the join may do without
     * @param taskCount how many tasks the stage has, or the join has instead
     */
    boolean isWorth(int stage, StageSpec join, int taskCount, long attemptBytes) {
        BroadcastOption option = option(join);
        long mostBytes = mostBytes(attemptBytes);
        if (mostBytes == 0 || stages.fused(stage).size() > MAX_FUSED_JOINS) {
            return false;
        }
        long bytes = measuredBytes(option.buildStages());
        return option.wanted()
                || (bytesReadWhole(stage) + bytes <= mostBytes && bytes * taskCount <= probeBytes(stage, option) / 2);
    }

    /**
     * How large the sides that a task reads whole may be together: none where such an attempt, which does several things at
     * once, might have less memory for one of them than it needs. What outgrows its part is spilled.
     */
    private long mostBytes(long attemptBytes) {
        return attemptBytes < MIN_ATTEMPT_BYTES || attemptBytes < FLOORS * floorBytes
                ? 0
                : Math.min(MAX_BYTES, attemptBytes / ATTEMPT_DIVISOR);
    }

    /** What comes into a stage, as far as it is known. */
    long probeBytes(int stage, BroadcastOption option) {
        StageSpec first = graph.stage(stages.fused(stage).get(0));
        return first.tasks().dividesInputs() ? measuredBytes(first.inputs()) : option.probeBytes();
    }

    /** What the tasks of a stage read whole already. */
    private long bytesReadWhole(int stage) {
        return stages.fused(stage).stream()
                .skip(1)
                .mapToLong(join -> measuredBytes(option(graph.stage(join)).buildStages()))
                .sum();
    }

    private static BroadcastOption option(StageSpec join) {
        return Objects.requireNonNull(join.broadcast());
    }

    long measuredBytes(List<Integer> inputs) {
        long bytes = 0;
        for (int input : inputs) {
            for (long each : Objects.requireNonNull(outputs[input]).outputBytes()) {
                bytes += each;
            }
        }
        return bytes;
    }
}
