package io.dataflow.runtime.plan;

import io.dataflow.runtime.scheduler.ExchangeKind;
import io.dataflow.runtime.scheduler.StageSpec;
import io.dataflow.runtime.scheduler.TaskCount;
import java.util.List;

/** A physical plan as text: a paragraph for each stage, and why it is as it is. */
public final class Explanation {
    private Explanation() {}

    public static String of(PhysicalPlan plan) {
        StringBuilder text = new StringBuilder();
        for (StageSpec stage : plan.graph().stages()) {
            text.append("Stage ")
                    .append(stage.id())
                    .append(": ")
                    .append(stage.name())
                    .append('\n');
            text.append("  tasks: ").append(tasks(stage)).append('\n');
            if (!stage.inputs().isEmpty()) {
                text.append("  reads: stage ").append(numbers(stage.inputs())).append('\n');
            }
            StageSpec join = plan.graph().broadcastBy(stage.id());
            if (join != null && join.broadcast() != null) {
                text.append("  waits for: stage ")
                        .append(numbers(join.broadcast().buildStages()))
                        .append('\n');
                if (join.broadcast().filterStage() != null) {
                    text.append("  may read: stage ")
                            .append(join.broadcast().filterStage())
                            .append('\n');
                }
            }
            for (StageProgram.Step step : plan.programs().get(stage.id()).steps()) {
                text.append("  first: ")
                        .append(step.program().name())
                        .append(", by each task for its own partitions\n");
            }
            text.append("  because: ").append(plan.reasons().get(stage.id())).append('\n');
            text.append("  output: ").append(output(plan, stage)).append('\n');
        }
        return text.toString();
    }

    private static String numbers(List<Integer> stages) {
        return String.join(", ", stages.stream().map(String::valueOf).toList());
    }

    private static String tasks(StageSpec stage) {
        if (stage.tasks() instanceof TaskCount.Kept kept) {
            return "none, those of job " + kept.job();
        }
        if (stage.tasks() instanceof TaskCount.Wanted wanted) {
            return "up to " + wanted.count();
        }
        return stage.tasks() instanceof TaskCount.Fixed fixed
                ? Integer.toString(fixed.count())
                : "by the measured size of the input";
    }

    private static String output(PhysicalPlan plan, StageSpec stage) {
        if (stage.id() == plan.graph().resultStage()) {
            return plan.collected() ? "results of type " + plan.resultType() : "none";
        }
        if (stage.output() instanceof ExchangeKind.Hashed hashed) {
            return hashed.partitionCount() + " partitions, coalesced by size when read";
        }
        if (stage.output() instanceof ExchangeKind.Whole) {
            return "in order, divided by output when read";
        }
        return stage.output() instanceof ExchangeKind.Sorted ? "sorted runs, read by ranges of keys" : "one partition";
    }
}
