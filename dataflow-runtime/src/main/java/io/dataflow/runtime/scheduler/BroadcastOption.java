package io.dataflow.runtime.scheduler;

import java.io.Serializable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * That a stage which joins by key may do without the outputs of one of its inputs: its tasks do what that stage would have
 * done, and join each record with all records of the other inputs, which every task reads whole. Whether they do is decided
 * when the other inputs are measured, so the probe stage waits for them.
 *
 * @param probeStage the input that may be left out; nobody else reads it
 * @param buildStages the inputs that are joined with its records, each of a lower id than the probe stage
 * @param probeBytes what comes into the probe stage as far as that is known beforehand; 0 if it is not
 * @param wanted whether the program asked for it, whatever is measured
 * @param filterStage a stage between these, which reads the build stages and makes a filter of their keys. It runs only if
 *     the probe stage is not left out and a filter is expected to pay; the probe stage then reads it as well, and drops
 *     records. Null where no record may be dropped
 */
public record BroadcastOption(
        int probeStage, List<Integer> buildStages, long probeBytes, boolean wanted, @Nullable Integer filterStage)
        implements Serializable {
    // Written out: the nullness of parameters is not read off a compact constructor.
    public BroadcastOption(
            int probeStage, List<Integer> buildStages, long probeBytes, boolean wanted, @Nullable Integer filterStage) {
        this.probeStage = probeStage;
        this.buildStages = List.copyOf(buildStages);
        this.probeBytes = probeBytes;
        this.wanted = wanted;
        this.filterStage = filterStage;
    }

    /** Without a filter. */
    public BroadcastOption(int probeStage, List<Integer> buildStages, long probeBytes, boolean wanted) {
        this(probeStage, buildStages, probeBytes, wanted, null);
    }
}
