package io.dataflow.runtime.plan;

import java.io.Serializable;
import java.util.List;

/** What each task of a stage does: read, pass through the operators, write. Travels serialized to the workers. */
public record StageProgram(String name, StageInput input, List<OperatorSpec> operators, StageOutput output)
        implements Serializable {
    private static final long serialVersionUID = 1L;

    public StageProgram {
        operators = List.copyOf(operators);
    }
}
