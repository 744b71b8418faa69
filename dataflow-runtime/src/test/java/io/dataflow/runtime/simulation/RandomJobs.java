package io.dataflow.runtime.simulation;

import io.dataflow.runtime.scheduler.BroadcastOption;
import io.dataflow.runtime.scheduler.ExchangeKind;
import io.dataflow.runtime.scheduler.JobGraph;
import io.dataflow.runtime.scheduler.JobPolicy;
import io.dataflow.runtime.scheduler.StageSpec;
import io.dataflow.runtime.scheduler.TaskCount;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;

/** Job graphs of up to nine stages: chains, trees, diamonds, with every kind of exchange. */
final class RandomJobs {
    private static final int PARTITION_COUNT = 6;

    private RandomJobs() {}

    static JobGraph next(Random random, int mostSplits) {
        return next(random, Map.of(), mostSplits);
    }

    /** May read the results of others that keep them. */
    static JobGraph next(Random random, Map<String, JobGraph> keeping) {
        return next(random, keeping, 6);
    }

    static JobPolicy policy(Random random, JobGraph graph, boolean deadlines) {
        JobPolicy policy = JobPolicy.defaults().withWeight(1 + random.nextInt(5));
        if (random.nextInt(4) == 0) {
            policy = policy.withoutSpeculation();
        }
        if (random.nextInt(4) == 0) {
            policy = policy.withSoleStages(List.of(random.nextInt(graph.stages().size())));
        }
        if (deadlines && random.nextInt(3) == 0) {
            policy = policy.withDeadlineMillis(2_000 + random.nextInt(60_000));
        }
        if (deadlines && random.nextInt(3) == 0) {
            policy = policy.withAttemptDeadlineMillis(1_000 + random.nextInt(10_000));
        }
        return policy;
    }

    private static JobGraph next(Random random, Map<String, JobGraph> keeping, int mostSplits) {
        List<StageSpec> stages = new ArrayList<>();
        TreeSet<Integer> unread = new TreeSet<>();
        keeping.forEach((job, graph) -> {
            if (random.nextBoolean()) {
                int id = stages.size();
                ExchangeKind kind = graph.stage(graph.resultStage()).output();
                stages.add(new StageSpec(id, "result of " + job, List.of(), new TaskCount.Kept(job), kind));
                unread.add(id);
            }
        });
        int stageCount = stages.size() + 1 + random.nextInt(9);
        for (int id = stages.size(); id < stageCount; id++) {
            List<Integer> inputs = id == stageCount - 1 ? List.copyOf(unread) : inputs(id, random);
            unread.removeAll(inputs);
            unread.add(id);
            boolean byInput = canGoByInput(inputs, stages) && random.nextInt(4) > 0;
            int fixedCount = 1 + random.nextInt(inputs.isEmpty() ? mostSplits : 2);
            TaskCount tasks = !byInput
                    ? new TaskCount.Fixed(fixedCount)
                    : random.nextInt(4) == 0 ? new TaskCount.Wanted(1 + random.nextInt(8)) : new TaskCount.ByInput();
            boolean shares = tasks instanceof TaskCount.ByInput && random.nextBoolean();
            List<List<Integer>> sides = shares ? sides(inputs, stages) : List.of();
            stages.add(new StageSpec(id, "stage-" + id, inputs, tasks, exchange(random), sides, null));
        }
        List<StageSpec> all = withFilters(withBroadcasts(stages, random), random);
        return new JobGraph(all, random.nextBoolean());
    }

    /** Puts a stage that may make a filter before some of the stages that others may do without. */
    private static List<StageSpec> withFilters(List<StageSpec> stages, Random random) {
        BitSet filtered = new BitSet();
        for (StageSpec stage : stages) {
            BroadcastOption option = stage.broadcast();
            if (option != null && canGoByInput(option.buildStages(), stages) && random.nextBoolean()) {
                filtered.set(option.probeStage());
            }
        }
        int[] ids = new int[stages.size()];
        for (int id = 0; id < ids.length; id++) {
            ids[id] = id + filtered.get(0, id + 1).cardinality();
        }
        List<StageSpec> all = new ArrayList<>();
        for (StageSpec stage : stages) {
            if (filtered.get(stage.id())) {
                List<Integer> build = renumbered(buildOf(stage.id(), stages), ids);
                all.add(new StageSpec(all.size(), "filter", build, new TaskCount.ByInput(), new ExchangeKind.Single()));
            }
            BroadcastOption option = stage.broadcast();
            BroadcastOption moved = option == null
                    ? null
                    : new BroadcastOption(
                            ids[option.probeStage()],
                            renumbered(option.buildStages(), ids),
                            option.probeBytes(),
                            option.wanted(),
                            filtered.get(option.probeStage()) ? ids[option.probeStage()] - 1 : null);
            all.add(new StageSpec(
                    ids[stage.id()],
                    stage.name(),
                    renumbered(stage.inputs(), ids),
                    stage.tasks(),
                    stage.output(),
                    stage.sides().stream().map(side -> renumbered(side, ids)).toList(),
                    moved));
        }
        return all;
    }

    private static List<Integer> buildOf(int probe, List<StageSpec> stages) {
        return stages.stream()
                .map(StageSpec::broadcast)
                .filter(option -> option != null && option.probeStage() == probe)
                .findFirst()
                .map(option -> option == null ? List.<Integer>of() : option.buildStages())
                .orElseThrow();
    }

    private static List<Integer> renumbered(List<Integer> stages, int[] ids) {
        return stages.stream().map(stage -> ids[stage]).toList();
    }

    /** Lets some stages do without the last of their inputs, where nobody else reads that. */
    private static List<StageSpec> withBroadcasts(List<StageSpec> stages, Random random) {
        List<StageSpec> changed = new ArrayList<>();
        for (StageSpec stage : stages) {
            List<Integer> build = new ArrayList<>(stage.inputs());
            int probe = build.isEmpty() ? 0 : build.remove(build.size() - 1);
            long readers = stages.stream()
                    .filter(other -> other.inputs().contains(probe))
                    .count();
            boolean may = !build.isEmpty()
                    && readers == 1
                    && stage.tasks() instanceof TaskCount.ByInput
                    && !(stages.get(probe).tasks() instanceof TaskCount.Kept);
            BroadcastOption option = may && random.nextInt(4) > 0
                    ? new BroadcastOption(probe, build, random.nextInt(100_000_000), random.nextInt(3) == 0)
                    : null;
            changed.add(new StageSpec(
                    stage.id(), stage.name(), stage.inputs(), stage.tasks(), stage.output(), stage.sides(), option));
        }
        return changed;
    }

    private static List<Integer> inputs(int id, Random random) {
        TreeSet<Integer> inputs = new TreeSet<>();
        int inputCount = id == 0 ? 0 : random.nextInt(3);
        for (int i = 0; i < inputCount; i++) {
            inputs.add(random.nextBoolean() ? id - 1 : random.nextInt(id));
        }
        return List.copyOf(inputs);
    }

    /** One side of each input that is partitioned. */
    private static List<List<Integer>> sides(List<Integer> inputs, List<StageSpec> stages) {
        return inputs.stream()
                .filter(input -> stages.get(input).output() instanceof ExchangeKind.Hashed)
                .map(List::of)
                .toList();
    }

    private static ExchangeKind exchange(Random random) {
        return switch (random.nextInt(5)) {
            case 0 -> new ExchangeKind.Single();
            case 1 -> new ExchangeKind.Sorted();
            case 2 -> new ExchangeKind.Whole();
            default -> new ExchangeKind.Hashed(PARTITION_COUNT);
        };
    }

    private static boolean canGoByInput(List<Integer> inputs, List<StageSpec> stages) {
        return !inputs.isEmpty()
                && inputs.stream()
                                .map(input -> stages.get(input).output())
                                .filter(kind -> !(kind instanceof ExchangeKind.Single))
                                .distinct()
                                .count()
                        <= 1;
    }
}
