package io.dataflow.runtime.scheduler;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where the tasks of a stage should run: on the worker that holds much more of what they read than any other. Made anew each
 * time tasks are queued, from what is known of the inputs then.
 */
final class Locality {
    /** A worker that holds no more than the next by such a part of the input is no better than that one. */
    private static final int LEAST_LEAD_DIVISOR = 10;

    /** So many additions are made for a stage at most; beyond them what all tasks read alike is left out. */
    private static final long MAX_ADDITIONS = 1 << 20;

    /** The worker to run on, and how many bytes less have to be sent than to the next best. */
    record Choice(LiveWorker worker, long leadBytes) {}

    private final Map<LiveWorker, Long> readByAll = new LinkedHashMap<>();
    private final List<OutputTracker> partitioned = new ArrayList<>();
    private final List<OutputTracker> whole = new ArrayList<>();
    private final @Nullable Choice ofAll;

    /**
     * @param kinds how each of the inputs is read
     * @param divided whether the tasks divide the inputs; otherwise each reads all of them
     */
    Locality(List<ExchangeKind> kinds, List<OutputTracker> inputs, boolean divided, int taskCount) {
        for (int i = 0; i < inputs.size(); i++) {
            ExchangeKind kind = kinds.get(i);
            OutputTracker outputs = inputs.get(i);
            if (!divided || kind instanceof ExchangeKind.Single) {
                outputs.addBytesByHolder(readByAll, 1);
            } else if (kind instanceof ExchangeKind.Sorted) {
                outputs.addBytesByHolder(readByAll, taskCount);
            } else if (kind instanceof ExchangeKind.Hashed) {
                partitioned.add(outputs);
            } else {
                whole.add(outputs);
            }
        }
        ofAll = best(readByAll);
        if (readByAll.size() * (long) taskCount > MAX_ADDITIONS) {
            readByAll.clear();
        }
    }

    @Nullable
    Choice of(InputRange range) {
        if (range instanceof InputRange.Partitions partitions && !partitioned.isEmpty()) {
            Map<LiveWorker, Long> bytes = new LinkedHashMap<>(readByAll);
            partitioned.forEach(input -> input.addBytesByHolder(partitions.from(), partitions.to(), bytes));
            return best(bytes);
        }
        if (range instanceof InputRange.Outputs outputs && !whole.isEmpty()) {
            Map<LiveWorker, Long> bytes = new LinkedHashMap<>(readByAll);
            int first = 0;
            for (OutputTracker input : whole) {
                input.addBytesOfOutputs(outputs.from() - first, outputs.to() - first, bytes);
                first += input.taskCount();
            }
            return best(bytes);
        }
        return range instanceof InputRange.Share ? null : ofAll;
    }

    private static @Nullable Choice best(Map<LiveWorker, Long> bytesByWorker) {
        LiveWorker best = null;
        long most = 0;
        long second = 0;
        long total = 0;
        for (Map.Entry<LiveWorker, Long> entry : bytesByWorker.entrySet()) {
            long bytes = entry.getValue();
            total += bytes;
            if (bytes > most) {
                second = most;
                most = bytes;
                best = entry.getKey();
            } else {
                second = Math.max(second, bytes);
            }
        }
        return best == null || most - second < total / LEAST_LEAD_DIVISOR ? null : new Choice(best, most - second);
    }
}
