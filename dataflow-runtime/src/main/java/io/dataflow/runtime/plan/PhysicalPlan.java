package io.dataflow.runtime.plan;

import io.dataflow.api.codec.ValueType;
import io.dataflow.api.io.Split;
import io.dataflow.runtime.scheduler.JobGraph;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The stages of a job: their graph for the scheduler, the program of each for the workers, and for those that read a source
 * the splits of each task.
 *
 * @param resultType of the records that the last stage leaves for the client
 * @param collected whether the client reads them; a plan that writes leaves none
 * @param counterLimits counters that fail the job when they pass their limits
 * @param reasons why each stage is as it is, for people
 */
public record PhysicalPlan(
        JobGraph graph,
        List<StageProgram> programs,
        List<List<List<Split>>> splits,
        ValueType resultType,
        boolean collected,
        List<String> reasons,
        Map<String, Long> counterLimits) {
    public PhysicalPlan {
        programs = List.copyOf(programs);
        splits = List.copyOf(splits);
        reasons = List.copyOf(reasons);
        counterLimits = Map.copyOf(counterLimits);
    }

    /** For each stage, about how many bytes its splits have. Adds them up. */
    public List<Long> splitBytes() {
        List<Long> bytes = new ArrayList<>();
        for (List<List<Split>> tasks : splits) {
            long sum = 0;
            for (List<Split> task : tasks) {
                for (Split split : task) {
                    sum += split.sizeBytes();
                }
            }
            bytes.add(sum);
        }
        return bytes;
    }
}
