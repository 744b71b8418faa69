package io.dataflow.runtime.plan;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * What each task of a stage does: its steps, one after the other, then read, pass through the operators, write. Travels
 * serialized to the workers.
 */
public record StageProgram(
        List<Step> steps, String name, StageInput input, List<OperatorSpec> operators, StageOutput output)
        implements Serializable {
    private static final long serialVersionUID = 2L;

    public StageProgram {
        steps = List.copyOf(steps);
        operators = List.copyOf(operators);
    }

    /** Without steps. */
    public StageProgram(String name, StageInput input, List<OperatorSpec> operators, StageOutput output) {
        this(List.of(), name, input, operators, output);
    }

    /**
     * What a task does by itself for the partitions that it reads, where the next would have to bring together by the same key
     * what other tasks had done. Its output has a single partition, which a later step or the rest reads once, in place of
     * that of a stage.
     *
     * @param id by which its output is read; below zero, as no stage's is
     * @param program has no steps itself
     * @param partitionCount of the exchanges it reads
     */
    public record Step(int id, StageProgram program, int partitionCount) implements Serializable {
        private static final long serialVersionUID = 1L;
    }

    /** The same, written otherwise. */
    StageProgram withOutput(StageOutput other) {
        return new StageProgram(steps, name, input, operators, other);
    }

    /**
     * A program that does what this one does and hands each record, instead of writing it by key, to another program, which
     * joins records by that key. It reads all records of the other side.
     *
     * @throws IllegalArgumentException if the two are not such programs, or the other has steps
     */
    public StageProgram fusedWith(StageProgram join) {
        if (!(output instanceof StageOutput.Keyed keyed)
                || !(join.input instanceof StageInput.HashJoined joined)
                || !join.steps.isEmpty()) {
            throw new IllegalArgumentException("'" + join.name + "' does not join the records of '" + name + "'");
        }
        List<OperatorSpec> all = new ArrayList<>(operators);
        all.add(new OperatorSpec.BroadcastJoin(joined, keyed.side(), keyed.key(), keyed.partitionCount()));
        all.addAll(join.operators);
        return new StageProgram(steps, join.name, input, all, join.output);
    }
}
