package io.dataflow.runtime.worker;

import io.dataflow.runtime.closure.SentProgram;
import io.dataflow.runtime.plan.StageProgram;
import io.dataflow.runtime.protocol.ArtifactId;
import io.dataflow.runtime.protocol.Parcel;
import io.dataflow.shuffle.OutputLocation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What a worker was told of a job. Confined to the worker's loop. */
final class WorkerJob {
    private final List<ArtifactId> artifacts;
    private final Map<Integer, SentProgram<StageProgram>> programs = new HashMap<>();
    private final Map<Integer, List<OutputLocation>> locations = new HashMap<>();

    WorkerJob(List<ArtifactId> artifacts) {
        this.artifacts = artifacts;
    }

    List<ArtifactId> artifacts() {
        return artifacts;
    }

    void program(int stage, Parcel program) {
        programs.put(stage, new SentProgram<>(program, StageProgram.class));
    }

    /** Of these stages, in their order; none if one is missing. */
    List<SentProgram<StageProgram>> programs(List<Integer> stages) {
        List<SentProgram<StageProgram>> found = new ArrayList<>(stages.size());
        for (int stage : stages) {
            SentProgram<StageProgram> program = programs.get(stage);
            if (program == null) {
                return List.of();
            }
            found.add(program);
        }
        return found;
    }

    void locations(int stage, List<OutputLocation> outputs) {
        locations.put(stage, List.copyOf(outputs));
    }

    /** As they are known now, for an attempt that starts now. */
    Map<Integer, List<OutputLocation>> locations() {
        return Map.copyOf(locations);
    }

    /** Programs, to look for sinks when the job ends badly. */
    List<SentProgram<StageProgram>> programs() {
        return List.copyOf(programs.values());
    }
}
