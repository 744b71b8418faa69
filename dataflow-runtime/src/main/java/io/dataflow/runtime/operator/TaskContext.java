package io.dataflow.runtime.operator;

import io.dataflow.api.codec.Codec;
import io.dataflow.api.codec.Codecs;
import io.dataflow.api.codec.ValueType;
import io.dataflow.runtime.scheduler.AttemptId;
import io.dataflow.runtime.scheduler.InputRange;
import io.dataflow.shuffle.BlockReaderOpener;
import io.dataflow.shuffle.OutputId;
import io.dataflow.shuffle.file.SpillDirectory;
import io.dataflow.shuffle.hash.JoinTable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What one attempt has to work with. Confined to the task's thread, but for {@link #cancel}.
 */
public final class TaskContext {
    private final AttemptId attempt;
    private final ClassLoader loader;
    private final TaskMemory memory;
    private final SpillDirectory directory;
    private final TaskInputs inputs;
    private final StageClasses classes;
    private final SharedTables tables;

    /** Of the attempt; another than this one only for {@link #beside}. */
    private final TaskContext whole;

    private final BooleanSupplier stoppedEarly;
    private final TaskCounters counters = new TaskCounters();
    private final Map<String, Long> counts = new HashMap<>();
    private Map<String, Long> hotKeys = Map.of();
    private long keyedRecords;
    private long uncombinedRecords;
    private long filteredRecords;
    private int spillFiles;
    private boolean stopped;
    private volatile @Nullable String cancelReason;

    public TaskContext(
            AttemptId attempt,
            ClassLoader loader,
            TaskMemory memory,
            SpillDirectory directory,
            TaskInputs inputs,
            StageClasses classes,
            SharedTables tables) {
        this.attempt = attempt;
        this.loader = loader;
        this.memory = memory;
        this.directory = directory;
        this.inputs = inputs;
        this.classes = classes;
        this.tables = tables;
        this.whole = this;
        this.stoppedEarly = () -> stopped;
    }

    private TaskContext(TaskContext whole, TaskMemory memory, BooleanSupplier stoppedEarly) {
        this.attempt = whole.attempt;
        this.loader = whole.loader;
        this.memory = memory;
        this.directory = whole.directory;
        this.inputs = whole.inputs;
        this.classes = whole.classes;
        this.tables = whole.tables;
        this.whole = whole;
        this.stoppedEarly = stoppedEarly;
    }

    /** Of the same attempt, for an operator that has a memory of its own and stops when those behind it want no more. */
    TaskContext beside(TaskMemory own, BooleanSupplier enough) {
        return new TaskContext(whole, own, enough);
    }

    /** Of the same attempt, for a step that comes before the rest and has the memory of all for itself. */
    public TaskContext step(TaskMemory own) {
        return beside(own, () -> stopped);
    }

    /** What the task reads of other stages, and of its own steps by their ids. */
    @FunctionalInterface
    public interface TaskInputs {
        /** One for each sorted run of a sorted stage, else one for each output, in the order of its tasks. */
        List<BlockReaderOpener> openers(int stage);

        /**
         * How many records of these stages, whose outputs are divided among tasks in a row, come before this task's: none
         * where one task reads all.
         */
        default long recordsBefore(List<Integer> stages) {
            return 0;
        }

        /** The stages of which other tasks read other outputs of the same partition; none where no partition is shared. */
        default List<Integer> divided() {
            return List.of();
        }

        /** Which records of the divided stages are this task's. */
        default InputRange.Stripe stripe() {
            return InputRange.Stripe.ALL;
        }

        /** Whether the outputs of a stage are there to be read, which need not be read. */
        default boolean has(int stage) {
            return false;
        }

        /** How many records the outputs of a stage have, for all tasks together. */
        default long records(int stage) {
            return 0;
        }

        /** The outputs of a stage, if each task reads all of them whole; null if it does not, or reads them otherwise. */
        default @Nullable List<OutputId> wholeOutputs(int stage) {
            return null;
        }

        /** How large the outputs of a stage are, as they are read, for all tasks together. */
        default long bytes(int stage) {
            return 0;
        }
    }

    public AttemptId attempt() {
        return attempt;
    }

    StageClasses classes() {
        return classes;
    }

    public TaskCounters counters() {
        return whole.counters;
    }

    TaskMemory memory() {
        return memory;
    }

    SpillDirectory directory() {
        return directory;
    }

    List<BlockReaderOpener> openers(List<Integer> stages) {
        return stages.stream().flatMap(stage -> inputs.openers(stage).stream()).toList();
    }

    long recordsBefore(List<Integer> stages) {
        return inputs.recordsBefore(stages);
    }

    List<Integer> divided() {
        return inputs.divided();
    }

    InputRange.Stripe stripe() {
        return inputs.stripe();
    }

    boolean has(int stage) {
        return inputs.has(stage);
    }

    long records(List<Integer> stages) {
        return stages.stream().mapToLong(inputs::records).sum();
    }

    long bytes(List<Integer> stages) {
        return stages.stream().mapToLong(inputs::bytes).sum();
    }

    <T> Codec<T> codec(ValueType type) {
        return Codecs.derive(type, loader);
    }

    /** As {@link SharedTables#get}, of all records of these stages; null also if the task reads other records than others do. */
    @Nullable
    JoinTable sharedTable(List<Integer> stages, boolean withValues, SharedTables.Filling filling) throws Exception {
        List<OutputId> outputs = new ArrayList<>();
        for (int stage : stages) {
            List<OutputId> ofStage = inputs.wholeOutputs(stage);
            if (ofStage == null) {
                return null;
            }
            outputs.addAll(ofStage);
        }
        if (!tables.takes(records(stages), bytes(stages))) {
            return null;
        }
        return tables.get(attempt.job(), new SharedTables.Content(List.copyOf(outputs), withValues), filling);
    }

    /** Adds to a counter of the job. */
    void count(String counter, long number) {
        whole.counts.merge(counter, number, Long::sum);
    }

    /** What the engine itself counted for the program. */
    public Map<String, Long> counts() {
        return counts;
    }

    /**
     * What was noticed about the keys of the records that were written.
     *
     * @param uncombined how many were not combined, since that had hardly paid before
     */
    void note(HotKeys found, long uncombined) {
        hotKeys = found.found();
        keyedRecords = found.records();
        uncombinedRecords = uncombined;
    }

    /** How many records were not written by key, since a filter said that they need not be. */
    void noteFiltered(long records) {
        filteredRecords = records;
    }

    public long filteredRecords() {
        return filteredRecords;
    }

    /** How many records passed by a table that had combined hardly anything. */
    public long uncombinedRecords() {
        return uncombinedRecords;
    }

    /** Keys as text, each with about how many of the {@link #keyedRecords} it has; only those that have many. */
    public Map<String, Long> hotKeys() {
        return hotKeys;
    }

    /** How many records were written by key, or combined. */
    public long keyedRecords() {
        return keyedRecords;
    }

    /** A name that no other file of any attempt has. */
    String spillName(String what) {
        return attempt.job() + "-" + attempt.stage() + "-" + attempt.task() + "-" + attempt.attempt() + "-" + what + "-"
                + whole.spillFiles++;
    }

    /** All records that are wanted have come. */
    void stopReading() {
        whole.stopped = true;
    }

    boolean stopped() {
        return stoppedEarly.getAsBoolean();
    }

    /** Ends the attempt at its next look. Safe for use by many threads. */
    public void cancel(String reason) {
        cancelReason = reason;
    }

    void checkCancelled() {
        String reason = whole.cancelReason;
        if (reason != null) {
            throw new CancellationException(reason);
        }
    }
}
