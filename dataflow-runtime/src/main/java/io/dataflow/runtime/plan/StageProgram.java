package io.dataflow.runtime.plan;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/** What each task of a stage does: read, pass through the operators, write. Travels serialized to the workers. */
public record StageProgram(String name, StageInput input, List<OperatorSpec> operators, StageOutput output)
        implements Serializable {
    private static final long serialVersionUID = 1L;

    public StageProgram {
        operators = List.copyOf(operators);
    }

    /**
     * A program that does what this one does and hands each record, instead of writing it by key, to another program, which
     * joins records by that key. It reads all records of the other side.
     *
     * @throws IllegalArgumentException if the two are not such programs
     */
    public StageProgram fusedWith(StageProgram join) {
        if (!(output instanceof StageOutput.Keyed keyed) || !(join.input instanceof StageInput.HashJoined joined)) {
            throw new IllegalArgumentException("'" + join.name + "' does not join the records of '" + name + "'");
        }
        List<OperatorSpec> all = new ArrayList<>(operators);
        all.add(new OperatorSpec.BroadcastJoin(joined, keyed.side(), keyed.key(), keyed.partitionCount()));
        all.addAll(join.operators);
        return new StageProgram(join.name, input, all, join.output);
    }
}
