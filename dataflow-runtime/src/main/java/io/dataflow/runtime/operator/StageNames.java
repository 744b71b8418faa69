package io.dataflow.runtime.operator;

import io.dataflow.runtime.plan.OperatorSpec;
import io.dataflow.runtime.plan.StageInput;
import io.dataflow.runtime.plan.StageOutput;
import io.dataflow.runtime.plan.StageProgram;
import java.util.ArrayList;
import java.util.List;

/** What a stage does, in names of classes: those of its functions, in the order of the records. */
final class StageNames {
    private StageNames() {}

    static List<String> of(StageProgram program) {
        List<String> names = new ArrayList<>();
        names.add(input(program.input()).getClass().getName());
        for (OperatorSpec operator : program.operators()) {
            names.add(function(operator).getClass().getName());
        }
        StageOutput output = program.output();
        names.add(output.getClass().getName());
        functions(output).forEach(function -> names.add(function.getClass().getName()));
        return names;
    }

    private static Object input(StageInput input) {
        return input instanceof StageInput.FromSource from ? from.source() : input;
    }

    private static Object function(OperatorSpec operator) {
        if (operator instanceof OperatorSpec.Map map) {
            return map.function();
        } else if (operator instanceof OperatorSpec.Filter filter) {
            return filter.condition();
        } else if (operator instanceof OperatorSpec.FlatMap flatMap) {
            return flatMap.function();
        } else if (operator instanceof OperatorSpec.Emit emit) {
            return emit.function();
        }
        return operator;
    }

    private static List<Object> functions(StageOutput output) {
        if (output instanceof StageOutput.Accumulated accumulated) {
            return List.of(accumulated.aggregator());
        } else if (output instanceof StageOutput.Combined combined) {
            return List.of(combined.key(), combined.aggregator());
        } else if (output instanceof StageOutput.Keyed keyed) {
            return List.of(keyed.key());
        }
        return List.of();
    }
}
