package io.dataflow.runtime.task;

import io.dataflow.runtime.operator.TaskContext.TaskInputs;
import io.dataflow.runtime.plan.OperatorSpec;
import io.dataflow.runtime.plan.StageInput;
import io.dataflow.runtime.plan.StageProgram;
import io.dataflow.runtime.scheduler.InputRange;
import io.dataflow.shuffle.BlockFetcher;
import io.dataflow.shuffle.BlockReader;
import io.dataflow.shuffle.BlockReaderOpener;
import io.dataflow.shuffle.OutputId;
import io.dataflow.shuffle.OutputLocation;
import io.dataflow.shuffle.Selection;
import io.dataflow.shuffle.ShuffleOutput;
import io.dataflow.shuffle.block.Block;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Opens a task's part of the outputs it reads, those of its own steps among them; whatever cannot be read is named in the
 * failure.
 */
final class InputReaders implements TaskInputs, AutoCloseable {
    private final InputRange range;
    private final Map<Integer, List<OutputLocation>> locations;
    private final StageInput input;
    private final Set<Integer> sortedStages;
    private final BlockFetcher fetcher;

    /** The stages of which the task reads what is in its range. */
    private final Set<Integer> ranged = new HashSet<>();

    /** What its steps wrote, by their ids; for each, by how many times as much all tasks together have. */
    private final Map<Integer, ShuffleOutput> steps = new HashMap<>();

    private final Map<Integer, Double> tasksPerStep = new HashMap<>();

    /** Of stages that operators read, how many partitions their outputs have, if more than one. */
    private final Map<Integer, Integer> partitionCounts = new HashMap<>();

    /** The stages whose outputs are divided, in a row; for each how many outputs come before its own. */
    private final List<Integer> divided;

    private final Map<Integer, Integer> outputsBefore = new HashMap<>();

    /** Stages that only operators of the program read are read whole by each task. */
    InputReaders(
            InputRange range,
            Map<Integer, List<OutputLocation>> locations,
            StageProgram program,
            BlockFetcher fetcher) {
        this.range = range;
        this.locations = locations;
        this.input = program.input();
        this.fetcher = fetcher;
        boolean sorted = input instanceof StageInput.Merged || input instanceof StageInput.MergedWith;
        sortedStages = sorted ? Set.copyOf(input.stages()) : Set.of();
        divided = divided(range, input);
        ranged.addAll(input.stages());
        program.steps().forEach(step -> ranged.addAll(step.program().input().stages()));
        for (OperatorSpec operator : program.operators()) {
            if (operator instanceof OperatorSpec.BroadcastJoin join) {
                join.sideStages().forEach(stage -> partitionCounts.put(stage, join.partitionCount()));
            }
        }
        int before = 0;
        for (int stage : divided) {
            outputsBefore.put(stage, before);
            before += locations.getOrDefault(stage, List.of()).size();
        }
    }

    private static List<Integer> divided(InputRange range, StageInput input) {
        if (range instanceof InputRange.Share share) {
            return input.sides().get(share.side());
        }
        return range instanceof InputRange.Outputs ? input.stages() : List.of();
    }

    /** Takes ownership of what a step wrote, and gives up what that step read. */
    void add(StageProgram.Step step, ShuffleOutput output) {
        steps.put(step.id(), output);
        int width = range instanceof InputRange.Partitions partitions
                ? partitions.to() - partitions.from()
                : step.partitionCount();
        tasksPerStep.put(step.id(), (double) step.partitionCount() / width);
        for (int read : step.program().input().stages()) {
            ShuffleOutput done = steps.remove(read);
            if (done != null) {
                done.close();
            }
        }
    }

    @Override
    public void close() {
        steps.values().forEach(ShuffleOutput::close);
    }

    @Override
    public List<Integer> divided() {
        return range instanceof InputRange.Share ? divided : List.of();
    }

    @Override
    public InputRange.Stripe stripe() {
        return range instanceof InputRange.Share share ? share.stripe() : InputRange.Stripe.ALL;
    }

    @Override
    public boolean has(int stage) {
        return locations.containsKey(stage);
    }

    @Override
    public long records(int stage) {
        return locations(stage).stream().mapToLong(OutputLocation::recordCount).sum();
    }

    @Override
    public long bytes(int stage) {
        ShuffleOutput step = steps.get(stage);
        if (step != null) {
            return (long) (step.sizes().partitionBytes()[0] * tasksPerStep.getOrDefault(stage, 1.0));
        }
        return locations(stage).stream().mapToLong(OutputLocation::byteCount).sum();
    }

    @Override
    public @Nullable List<OutputId> wholeOutputs(int stage) {
        return steps.containsKey(stage) || ranged.contains(stage)
                ? null
                : locations(stage).stream().map(OutputLocation::id).toList();
    }

    @Override
    public List<BlockReaderOpener> openers(int stage) {
        ShuffleOutput step = steps.get(stage);
        if (step != null) {
            return List.of(() -> step.open(new Selection.Partitions(0, 1)));
        }
        List<OutputLocation> outputs = inRange(stage);
        List<BlockReaderOpener> openers = new ArrayList<>();
        for (OutputLocation output : outputs) {
            if (sortedStages.contains(stage)) {
                for (int region = 0; region < output.regionCount(); region++) {
                    openers.add(opener(output, keys(region)));
                }
            } else if (output.regionCount() > 0) {
                openers.add(opener(output, partitions(stage)));
            }
        }
        return openers;
    }

    @Override
    public long recordsBefore(List<Integer> stages) {
        long records = 0;
        int before = range instanceof InputRange.Outputs outputs ? outputs.from() : 0;
        for (int stage : stages) {
            for (OutputLocation output : locations(stage)) {
                if (before-- <= 0) {
                    return records;
                }
                records += output.recordCount();
            }
        }
        return records;
    }

    /** Of the stages that the range divides, the outputs that are in it; of others all. */
    private List<OutputLocation> inRange(int stage) {
        List<OutputLocation> outputs = locations(stage);
        Integer before = outputsBefore.get(stage);
        if (before == null) {
            return outputs;
        } else if (range instanceof InputRange.Share share) {
            return part(outputs, share.from() - before, share.to() - before);
        }
        InputRange.Outputs part = (InputRange.Outputs) range;
        return part(outputs, part.from() - before, part.to() - before);
    }

    private static List<OutputLocation> part(List<OutputLocation> outputs, int from, int to) {
        int first = Math.max(0, Math.min(outputs.size(), from));
        return outputs.subList(first, Math.max(first, Math.min(outputs.size(), to)));
    }

    private List<OutputLocation> locations(int stage) {
        List<OutputLocation> outputs = locations.get(stage);
        if (outputs == null) {
            throw new IllegalStateException("nobody told where the outputs of stage " + stage + " are");
        }
        return outputs;
    }

    private Selection keys(int region) {
        return range instanceof InputRange.Keys keys
                ? new Selection.KeyRange(region, keys.low(), keys.high())
                : new Selection.KeyRange(region, null, null);
    }

    /** A range of partitions; of outputs with a single one, and of those that each task reads whole, that one. */
    private Selection partitions(int stage) {
        if (!ranged.contains(stage)) {
            return new Selection.Partitions(0, partitionCounts.getOrDefault(stage, 1));
        } else if (range instanceof InputRange.Share share) {
            return new Selection.Partitions(share.partition(), share.partition() + 1);
        }
        return range instanceof InputRange.Partitions partitions
                ? new Selection.Partitions(partitions.from(), partitions.to())
                : new Selection.Partitions(0, 1);
    }

    private BlockReaderOpener opener(OutputLocation output, Selection selection) {
        return () -> {
            try {
                return new NamingReader(output, fetcher.fetch(output, selection));
            } catch (IOException failure) {
                throw lost(output, failure);
            }
        };
    }

    private static IOException lost(OutputLocation output, IOException failure) {
        return Thread.currentThread().isInterrupted() ? failure : new LostInputException(output, failure);
    }

    private record NamingReader(OutputLocation output, BlockReader reader) implements BlockReader {
        @Override
        public @Nullable Block next() throws IOException {
            try {
                return reader.next();
            } catch (IOException failure) {
                throw lost(output, failure);
            }
        }

        @Override
        public void close() {
            reader.close();
        }
    }
}
