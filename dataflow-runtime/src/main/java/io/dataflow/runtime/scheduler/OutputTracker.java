package io.dataflow.runtime.scheduler;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Where the outputs of one stage live, and how large they are. At most one attempt of a task is current. Sizes that
 * decide the consumers' ranges are those of each task's first output: a recomputed one is expected to equal it.
 */
final class OutputTracker implements Serializable {
    private static final long serialVersionUID = 1L;

    private static final int NONE = -1;

    /** Of more sums than this, 8 MB of them, it is not known which worker holds how much of which partition. */
    private static final long MAX_SUMS = 1 << 20;

    private final int[] currentAttempts;
    private final @Nullable LiveWorker[] holders;
    private final int[] regionCounts;
    private final long[] outputBytes;
    private final long[] outputRecords;
    private final long[] contentHashes;
    /** Tasks by holder; an entry is stale if the task's holder is another by now. */
    private final Map<LiveWorker, IntQueue> tasksByHolder = new LinkedHashMap<>();

    private final BitSet measured = new BitSet();
    private final BitSet hashed = new BitSet();
    private long[] partitionBytes;
    private KeySamples samples = new KeySamples();
    /** How much of each partition a worker holds, but for outputs that could not be read; no rows if they were too many. */
    private final Map<LiveWorker, long[]> partitionBytesByHolder = new LinkedHashMap<>();

    /** By task, if that is wanted and they are not too many; null where it is not known. */
    private final long @Nullable [] @Nullable [] partitionBytesByTask;

    private boolean measuresHolders = true;
    private int availableCount;
    private int version;
    private long divergedCount;
    private @Nullable List<Location> locations;

    /** @param measuresTasks whether {@link #bytesByTask} should be exact */
    OutputTracker(int taskCount, int partitionCount, boolean measuresTasks) {
        boolean fewEnough = (long) taskCount * partitionCount <= MAX_SUMS;
        partitionBytesByTask = measuresTasks && fewEnough ? new long[taskCount][] : null;
        currentAttempts = new int[taskCount];
        Arrays.fill(currentAttempts, NONE);
        holders = new @Nullable LiveWorker[taskCount];
        regionCounts = new int[taskCount];
        outputBytes = new long[taskCount];
        outputRecords = new long[taskCount];
        contentHashes = new long[taskCount];
        partitionBytes = new long[partitionCount];
    }

    /**
     * Makes the attempt's output the task's current one; false if its records are others than those of an earlier one.
     */
    boolean commit(AttemptId attempt, LiveWorker worker, OutputSizesLite sizes) {
        int task = attempt.task();
        assert currentAttempts[task] == NONE : attempt + " would be a second current output";
        currentAttempts[task] = attempt.attempt();
        holders[task] = worker;
        regionCounts[task] = sizes.regionCount();
        outputBytes[task] = sizes.totalBytes();
        outputRecords[task] = sizes.records();
        tasksByHolder.computeIfAbsent(worker, key -> new IntQueue()).add(task);
        availableCount++;
        locations = null;
        measure(task, sizes);
        measure(worker, sizes);
        boolean same = !hashed.get(task) || contentHashes[task] == sizes.contentHash();
        hashed.set(task);
        contentHashes[task] = sizes.contentHash();
        divergedCount += same ? 0 : 1;
        return same;
    }

    private void measure(int task, OutputSizesLite sizes) {
        if (partitionBytes.length == 0 || measured.get(task)) {
            return;
        }
        measured.set(task);
        for (int i = 0; i < partitionBytes.length; i++) {
            partitionBytes[i] += sizes.partitionBytes()[i];
        }
        samples.add(sizes.samples());
        if (partitionBytesByTask != null) {
            partitionBytesByTask[task] = sizes.partitionBytes();
        }
    }

    private void measure(LiveWorker holder, OutputSizesLite sizes) {
        if (partitionBytes.length == 0 || !measuresHolders) {
            return;
        }
        if ((partitionBytesByHolder.size() + 1L) * partitionBytes.length > MAX_SUMS) {
            measuresHolders = false;
            partitionBytesByHolder.clear();
            return;
        }
        long[] sums = partitionBytesByHolder.computeIfAbsent(holder, key -> new long[partitionBytes.length]);
        for (int i = 0; i < sums.length; i++) {
            sums[i] += sizes.partitionBytes()[i];
        }
    }

    boolean isCurrent(int task, int attempt) {
        return task >= 0 && task < currentAttempts.length && attempt != NONE && currentAttempts[task] == attempt;
    }

    boolean isHeldBy(int task, LiveWorker worker) {
        return holders[task] == worker;
    }

    /** Gives up the current output of a task; returns who held it. */
    LiveWorker lose(int task) {
        LiveWorker holder = holders[task];
        assert holder != null : "task " + task + " has no output";
        currentAttempts[task] = NONE;
        holders[task] = null;
        availableCount--;
        locations = null;
        return holder;
    }

    /** The tasks whose current output the worker holds, and forgets the worker. */
    int[] takeTasksOf(LiveWorker worker) {
        partitionBytesByHolder.remove(worker);
        IntQueue tasks = tasksByHolder.remove(worker);
        BitSet held = new BitSet();
        while (tasks != null && tasks.size() > 0) {
            int task = tasks.poll();
            held.set(task, holders[task] == worker);
        }
        return held.stream().toArray();
    }

    /** The tasks whose current output the worker holds. */
    int[] tasksOf(LiveWorker worker) {
        return IntStream.range(0, holders.length)
                .filter(task -> holders[task] == worker)
                .toArray();
    }

    /** Gives up all outputs, as the stage is released; returns the workers that held some. */
    Collection<LiveWorker> withdrawAll() {
        Collection<LiveWorker> released = new ArrayList<>(tasksByHolder.keySet());
        tasksByHolder.clear();
        partitionBytesByHolder.clear();
        Arrays.fill(currentAttempts, NONE);
        Arrays.fill(holders, null);
        availableCount = 0;
        locations = null;
        return released;
    }

    /** The next outputs may differ from the former ones for a known reason. */
    void forgetHashes() {
        hashed.clear();
    }

    /** All consumers have decided their ranges: the measurements are not needed again. */
    void dropMeasurements() {
        partitionBytes = new long[0];
        partitionBytesByHolder.clear();
        samples = new KeySamples();
        if (partitionBytesByTask != null) {
            Arrays.fill(partitionBytesByTask, null);
        }
    }

    /** Every output is available again, maybe elsewhere than before. */
    void advanceVersion() {
        assert availableCount == currentAttempts.length : availableCount;
        version++;
    }

    int version() {
        return version;
    }

    /** Where each task's output is, in the order of tasks. Called while all are available. */
    List<Location> locations() {
        List<Location> known = locations;
        if (known == null) {
            List<Location> found = new ArrayList<>(currentAttempts.length);
            for (int task = 0; task < currentAttempts.length; task++) {
                LiveWorker holder = holders[task];
                assert holder != null : "task " + task + " has no output";
                found.add(new Location(
                        task,
                        currentAttempts[task],
                        holder.address,
                        regionCounts[task],
                        outputRecords[task],
                        outputBytes[task],
                        contentHashes[task]));
            }
            known = List.copyOf(found);
            locations = known;
        }
        return known;
    }

    /** Adds what each worker holds, divided, to {@code bytesByWorker}. */
    void addBytesByHolder(Map<LiveWorker, Long> bytesByWorker, int divisor) {
        for (int task = 0; task < holders.length; task++) {
            LiveWorker holder = holders[task];
            if (holder != null) {
                bytesByWorker.merge(holder, outputBytes[task] / divisor, Long::sum);
            }
        }
    }

    /** Adds what each worker holds of the partitions from {@code from} up to but without {@code to}, if that is known. */
    void addBytesByHolder(int from, int to, Map<LiveWorker, Long> bytesByWorker) {
        partitionBytesByHolder.forEach((holder, sums) -> {
            long bytes = 0;
            for (int i = from; i < to; i++) {
                bytes += sums[i];
            }
            bytesByWorker.merge(holder, bytes, Long::sum);
        });
    }

    /** Adds what each worker holds of the outputs from {@code from} up to but without {@code to}, as far as there are such. */
    void addBytesOfOutputs(int from, int to, Map<LiveWorker, Long> bytesByWorker) {
        for (int task = Math.max(0, from); task < Math.min(to, holders.length); task++) {
            LiveWorker holder = holders[task];
            if (holder != null) {
                bytesByWorker.merge(holder, outputBytes[task], Long::sum);
            }
        }
    }

    /** Whether a worker holds the output of some task. */
    boolean holds(LiveWorker worker) {
        return tasksByHolder.containsKey(worker) && Arrays.asList(holders).contains(worker);
    }

    int taskCount() {
        return currentAttempts.length;
    }

    /** Of each task's output, as it is now. */
    long[] outputBytes() {
        return outputBytes;
    }

    /** Of all tasks' outputs, as they are now. */
    long records() {
        return Arrays.stream(outputRecords).sum();
    }

    long[] partitionBytes() {
        return partitionBytes;
    }

    /** How much each task's output has of a partition; if that is not known, as much as of the others. */
    long[] bytesByTask(int partition) {
        long[] bytes = new long[outputBytes.length];
        double part = partitionBytes[partition]
                / (double) Math.max(1, Arrays.stream(outputBytes).sum());
        for (int task = 0; task < bytes.length; task++) {
            long[] known = partitionBytesByTask == null ? null : partitionBytesByTask[task];
            bytes[task] = known == null ? (long) (part * outputBytes[task]) : known[partition];
        }
        return bytes;
    }

    KeySamples samples() {
        return samples;
    }

    int currentAttempt(int task) {
        return currentAttempts[task];
    }

    int availableCount() {
        return availableCount;
    }

    boolean isComplete() {
        return availableCount == currentAttempts.length;
    }

    long divergedCount() {
        return divergedCount;
    }
}
