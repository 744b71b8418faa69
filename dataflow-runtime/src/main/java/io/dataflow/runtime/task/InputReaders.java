package io.dataflow.runtime.task;

import io.dataflow.runtime.operator.TaskContext.TaskInputs;
import io.dataflow.runtime.scheduler.InputRange;
import io.dataflow.shuffle.BlockFetcher;
import io.dataflow.shuffle.BlockReader;
import io.dataflow.shuffle.BlockReaderOpener;
import io.dataflow.shuffle.OutputLocation;
import io.dataflow.shuffle.Selection;
import io.dataflow.shuffle.block.Block;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Opens a task's part of the outputs it reads; whatever cannot be read is named in the failure. */
final class InputReaders implements TaskInputs {
    private final InputRange range;
    private final Map<Integer, List<OutputLocation>> locations;
    private final Set<Integer> sortedStages;
    private final Map<Integer, Integer> offsets = new HashMap<>();
    private final BlockFetcher fetcher;

    /**
     * @param mainStages those that the range divides, in order; others are read whole by each task
     * @param sortedStages those whose outputs are read run by run
     */
    InputReaders(
            InputRange range,
            Map<Integer, List<OutputLocation>> locations,
            List<Integer> mainStages,
            Set<Integer> sortedStages,
            BlockFetcher fetcher) {
        this.range = range;
        this.locations = locations;
        this.sortedStages = sortedStages;
        this.fetcher = fetcher;
        int outputsBefore = 0;
        for (int stage : mainStages) {
            offsets.put(stage, outputsBefore);
            outputsBefore += locations.getOrDefault(stage, List.of()).size();
        }
    }

    @Override
    public List<BlockReaderOpener> openers(int stage) {
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
        int outputsBefore = range instanceof InputRange.Outputs outputs ? outputs.from() : 0;
        for (int stage : stages) {
            for (OutputLocation output : locations(stage)) {
                if (outputsBefore-- <= 0) {
                    return records;
                }
                records += output.recordCount();
            }
        }
        return records;
    }

    /** Of the whole inputs, which the range counts through, those in the range; of others all. */
    private List<OutputLocation> inRange(int stage) {
        List<OutputLocation> outputs = locations(stage);
        Integer before = offsets.get(stage);
        if (before == null || !(range instanceof InputRange.Outputs part)) {
            return outputs;
        }
        int from = Math.max(0, Math.min(outputs.size(), part.from() - before));
        int to = Math.max(from, Math.min(outputs.size(), part.to() - before));
        return outputs.subList(from, to);
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
        return range instanceof InputRange.Partitions partitions && offsets.containsKey(stage)
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
