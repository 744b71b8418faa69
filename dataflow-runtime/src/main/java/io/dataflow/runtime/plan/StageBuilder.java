package io.dataflow.runtime.plan;

import io.dataflow.api.codec.Codecs;
import io.dataflow.api.failure.DataflowException;
import io.dataflow.api.failure.FailureKind;
import io.dataflow.api.io.Source;
import io.dataflow.api.io.Split;
import io.dataflow.runtime.scheduler.BroadcastOption;
import io.dataflow.runtime.scheduler.ExchangeKind;
import io.dataflow.runtime.scheduler.JobGraph;
import io.dataflow.runtime.scheduler.StageSpec;
import io.dataflow.runtime.scheduler.TaskCount;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/** Turns closed flows into stages, and the splits of sources into tasks. */
final class StageBuilder {
    /** A plan travels whole, and the scheduler keeps it. */
    static final int MAX_STAGES = 10_000;

    /** What one task should read: enough to make its start unnoticeable, little enough to be done again. */
    static final long TASK_BYTES = 16L << 20;

    /** So many tasks at least, where there are splits for them, so that small inputs use all slots too. */
    static final int MIN_TASKS = 64;

    static final int MIN_PARTITIONS = 32;
    static final int MAX_PARTITIONS = 4_096;

    private final List<StageSpec> specs = new ArrayList<>();
    private final List<StageProgram> programs = new ArrayList<>();
    private final List<List<List<Split>>> splits = new ArrayList<>();
    private final List<String> reasons = new ArrayList<>();
    private final Map<Source<?>, List<List<Split>>> tasksBySource = new IdentityHashMap<>();
    private final List<Long> inputBytes = new ArrayList<>();

    /** By stage, how many operators its tasks have at most, with those of the stages that it may bypass. */
    private final List<Integer> longestChains = new ArrayList<>();

    private final Map<String, Long> counterLimits = new HashMap<>();
    private final Map<String, Integer> keptStages = new HashMap<>();

    /** Adds a stage for each branch of the flow; their ids. */
    List<Integer> close(Flow flow, String what, StageOutput output, ExchangeKind kind) {
        List<Integer> ids = new ArrayList<>();
        for (Flow.Branch branch : flow.branches()) {
            ids.add(add(branch, what, output, kind));
        }
        return List.copyOf(ids);
    }

    static DataflowException tooManyStages() {
        return new DataflowException(
                FailureKind.INVALID_PLAN,
                "The plan has more than " + MAX_STAGES + " stages; write what is used often to files and read those");
    }

    private int add(Flow.Branch branch, String what, StageOutput output, ExchangeKind kind) {
        int id = specs.size();
        if (id == MAX_STAGES) {
            throw tooManyStages();
        }
        List<OperatorSpec> operators = branch.operators();
        List<List<Split>> tasks =
                branch.input() instanceof StageInput.FromSource from ? tasksOf(from.source()) : List.of();
        TaskCount count = branch.input() instanceof StageInput.FromSource
                ? new TaskCount.Fixed(Math.max(1, tasks.size()))
                : branch.tasks();
        String name = name(branch, operators, what);
        List<Integer> inputs = new ArrayList<>(branch.input().stages());
        operators.forEach(operator -> inputs.addAll(operator.sideStages()));
        BroadcastOption broadcast = branch.input().broadcast();
        int chain = operators.size() + (broadcast == null ? 0 : 1 + longestChains.get(broadcast.probeStage()));
        if (chain > Planner.MAX_FUSED_OPERATORS) {
            broadcast = null;
            chain = operators.size();
        }
        longestChains.add(chain);
        specs.add(new StageSpec(id, name, inputs, count, kind, branch.input().sides(), broadcast));
        programs.add(new StageProgram(name, branch.input(), operators, output));
        splits.add(tasks);
        reasons.add(branch.reason());
        inputBytes.add(bytesOf(branch));
        return id;
    }

    private static String name(Flow.Branch branch, List<OperatorSpec> operators, String what) {
        List<String> parts = new ArrayList<>();
        if (branch.input() instanceof StageInput.FromSource from) {
            parts.add(abbreviated(from.source().describe()));
        } else if (branch.input() instanceof StageInput.Merged) {
            parts.add("merge");
        } else if (branch.input() instanceof StageInput.MergedWith merged) {
            parts.add(merged.name());
        } else if (branch.input() instanceof StageInput.Committables) {
            parts.add("commit");
        } else if (branch.input() instanceof StageInput.Groups groups) {
            parts.add(groups.aggregator() + " by key");
        } else if (branch.input() instanceof StageInput.SortedGroups groups) {
            parts.add(groups.name());
        } else if (branch.input() instanceof StageInput.Partition partition) {
            parts.add(partition.name());
        } else if (branch.input() instanceof StageInput.Indexed indexed) {
            parts.add(indexed.name());
        } else if (branch.input() instanceof StageInput.Together) {
            parts.add("results");
        } else if (branch.input() instanceof StageInput.HashJoined join) {
            parts.add(join.name());
        } else if (branch.input() instanceof StageInput.Keys) {
            parts.add("distinct");
        } else if (branch.input() instanceof StageInput.Accumulators accumulators) {
            parts.add(accumulators.aggregator().toString());
        }
        operators.stream().limit(MAX_NAMED_OPERATORS).map(OperatorSpec::name).forEach(parts::add);
        if (operators.size() > MAX_NAMED_OPERATORS) {
            parts.add("... (" + operators.size() + " operators)");
        }
        if (!what.isEmpty()) {
            parts.add(what);
        }
        return parts.isEmpty() ? "union" : String.join(" > ", parts);
    }

    private static final int MAX_NAMED_OPERATORS = 8;
    private static final int MAX_SOURCE_NAME = 60;

    private static String abbreviated(String text) {
        return text.length() <= MAX_SOURCE_NAME ? text : text.substring(0, MAX_SOURCE_NAME - 3) + "...";
    }

    /** Closes the last stage, whose records stay for the client. */
    PhysicalPlan finish(Flow flow, boolean collected) {
        if (collected) {
            Codecs.check(flow.type());
        }
        close(flow, "", new StageOutput.Records(flow.type()), new ExchangeKind.Single());
        return new PhysicalPlan(new JobGraph(specs), programs, splits, flow.type(), collected, reasons, counterLimits);
    }

    /** Closes the last stage, whose records stay for other jobs. */
    Planner.KeptPlan finishKept(Flow flow, String job) {
        ExchangeKind kind = flow.single() ? new ExchangeKind.Single() : new ExchangeKind.Whole();
        close(flow, "kept", new StageOutput.Records(flow.type()), kind);
        return new Planner.KeptPlan(
                new PhysicalPlan(
                        new JobGraph(specs, true), programs, splits, flow.type(), true, reasons, counterLimits),
                new KeptInput(job, kind, flow.type(), flow.ordered(), inputBytes.get(inputBytes.size() - 1)));
    }

    /** The name of a counter of rejected records, which no other operator of the plan has. */
    String rejections(String operator, long limit) {
        String name = "'" + operator + "' rejected";
        for (int number = 2; counterLimits.containsKey(name); number++) {
            name = "'" + operator + "' (" + number + ") rejected";
        }
        counterLimits.put(name, limit);
        return name;
    }

    /** A stage that stands for the result of another job; one for each such job. */
    Flow kept(KeptInput input) {
        Integer known = keptStages.get(input.job());
        int id = known != null ? known : addKept(input);
        return Flow.of(
                new StageInput.Records(List.of(id), input.type()),
                input.kind() instanceof ExchangeKind.Single,
                input.type(),
                input.ordered(),
                "reads what job " + input.job() + " keeps");
    }

    private int addKept(KeptInput input) {
        int id = specs.size();
        String name = "kept by job " + input.job();
        keptStages.put(input.job(), id);
        specs.add(new StageSpec(id, name, List.of(), new TaskCount.Kept(input.job()), input.kind()));
        longestChains.add(0);
        programs.add(new StageProgram(
                name,
                new StageInput.Records(List.of(), input.type()),
                List.of(),
                new StageOutput.Records(input.type())));
        splits.add(List.of());
        reasons.add("computed before, and kept");
        inputBytes.add(input.sizeBytes());
        return id;
    }

    /** From the bytes that are known to come in: what a partition should hold, with room for coalescing. */
    int partitionCount(Flow flow) {
        long bytes = sourceBytes(flow);
        return (int) Math.max(MIN_PARTITIONS, Math.min(MAX_PARTITIONS, bytes / TASK_BYTES));
    }

    /** What is known beforehand to come in. */
    long sourceBytes(Flow flow) {
        return flow.branches().stream().mapToLong(this::bytesOf).sum();
    }

    private long bytesOf(Flow.Branch branch) {
        if (branch.input() instanceof StageInput.FromSource from) {
            return tasksOf(from.source()).stream()
                    .flatMap(List::stream)
                    .mapToLong(Split::sizeBytes)
                    .sum();
        }
        return branch.input().stages().stream().mapToLong(inputBytes::get).sum();
    }

    private List<List<Split>> tasksOf(Source<?> source) {
        List<List<Split>> tasks = tasksBySource.get(source);
        if (tasks == null) {
            try {
                tasks = pack(source.splits());
            } catch (IOException failure) {
                throw new DataflowException(
                        FailureKind.BAD_DATA, source.describe() + " cannot be listed: " + failure, failure);
            }
            tasksBySource.put(source, tasks);
        }
        return tasks;
    }

    /** Neighbouring splits share a task until it has enough to read. */
    private static List<List<Split>> pack(List<? extends Split> splits) {
        long totalBytes = splits.stream().mapToLong(Split::sizeBytes).sum();
        long taskBytes = Math.min(TASK_BYTES, Math.max(1, totalBytes / MIN_TASKS));
        List<List<Split>> tasks = new ArrayList<>();
        List<Split> task = new ArrayList<>();
        long bytes = 0;
        for (Split split : splits) {
            if (!task.isEmpty() && bytes + split.sizeBytes() > taskBytes) {
                tasks.add(List.copyOf(task));
                task.clear();
                bytes = 0;
            }
            task.add(split);
            bytes += split.sizeBytes();
        }
        if (!task.isEmpty()) {
            tasks.add(List.copyOf(task));
        }
        return tasks;
    }
}
