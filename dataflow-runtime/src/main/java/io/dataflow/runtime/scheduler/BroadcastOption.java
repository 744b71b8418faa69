package io.dataflow.runtime.scheduler;

import java.util.List;

/**
 * That a stage which joins by key may do without the outputs of one of its inputs: its tasks do what that stage would have
 * done, and join each record with all records of the other inputs, which every task reads whole. Whether they do is decided
 * when the other inputs are measured, so the probe stage waits for them.
 *
 * @param probeStage the input that may be left out; nobody else reads it
 * @param buildStages the inputs that are joined with its records, each of a lower id than the probe stage
 * @param probeBytes what comes into the probe stage as far as that is known beforehand; 0 if it is not
 * @param wanted whether the program asked for it, whatever is measured
 */
public record BroadcastOption(int probeStage, List<Integer> buildStages, long probeBytes, boolean wanted) {
    public BroadcastOption {
        buildStages = List.copyOf(buildStages);
    }
}
