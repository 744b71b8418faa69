package io.dataflow.runtime.operator;

import io.dataflow.api.function.Emitter;
import io.dataflow.api.function.Tokenizer;
import io.dataflow.api.io.Split;
import io.dataflow.runtime.plan.OperatorSpec;
import io.dataflow.runtime.plan.StageInput;
import io.dataflow.runtime.plan.StageOutput;
import io.dataflow.runtime.plan.StageProgram;
import io.dataflow.shuffle.ShuffleOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The program of a stage at work in one task: input, chain of operators, output. Confined to the task's thread.
 */
public final class TaskPipeline {
    private static final int REPORT_EVERY_RECORDS = 1 << 14;

    private final StageProgram program;
    private final List<Split> splits;
    private final TaskContext context;

    public TaskPipeline(StageProgram program, List<Split> splits, TaskContext context) {
        this.program = program;
        this.splits = splits;
        this.context = context;
    }

    /** Runs it to its end; the output is finished but known to nobody. The caller closes it. */
    public ShuffleOutput run() throws Exception {
        List<Operator> operators = new ArrayList<>();
        try (TaskOutput output = output()) {
            Emitter<Object> head = chain(operators, reporting(output));
            input().run(head);
            for (Operator operator : operators) {
                operator.endInput(0);
                operator.finish();
            }
            context.checkCancelled();
            return output.finish();
        } finally {
            operators.forEach(Operator::close);
        }
    }

    private Emitter<Object> reporting(TaskOutput output) {
        return new Emitter<>() {
            private int untilReport = REPORT_EVERY_RECORDS;

            @Override
            public void emit(Object record) throws Exception {
                output.write(record);
                if (--untilReport == 0) {
                    untilReport = REPORT_EVERY_RECORDS;
                    output.report(context.counters());
                    context.checkCancelled();
                }
            }
        };
    }

    /** Links the operators from last to first; they are added to {@code operators} in the order of the records. */
    private Emitter<Object> chain(List<Operator> operators, Emitter<Object> last) throws Exception {
        for (OperatorSpec spec : program.operators()) {
            operators.add(operator(spec));
        }
        for (int i = 0; i < operators.size(); i++) {
            Operator operator = operators.get(i);
            List<LimitOperator> limitsBehind = operators.subList(i, operators.size()).stream()
                    .filter(LimitOperator.class::isInstance)
                    .map(LimitOperator.class::cast)
                    .toList();
            if (operator instanceof CrossOperator cross) {
                limitsBehind.forEach(cross::stopAt);
            } else if (operator instanceof BroadcastJoinOperator join) {
                limitsBehind.forEach(join::stopAt);
            }
        }
        Emitter<Object> next = last;
        for (int i = operators.size() - 1; i >= 0; i--) {
            Operator operator = operators.get(i);
            operator.open(next);
            next = record -> operator.process(0, record);
        }
        return next;
    }

    @SuppressWarnings("unchecked")
    private Operator operator(OperatorSpec spec) {
        if (spec instanceof OperatorSpec.Guarded guarded) {
            return new GuardedOperator(guarded, operator(guarded.operator()), context);
        } else if (spec instanceof OperatorSpec.Select select) {
            return new SelectOperator(select.tag());
        } else if (spec instanceof OperatorSpec.Cross cross) {
            return new CrossOperator(cross, sideCount(), context);
        } else if (spec instanceof OperatorSpec.BroadcastJoin join) {
            return new BroadcastJoinOperator(join, sideCount(), context);
        } else if (spec instanceof OperatorSpec.Map map) {
            return new MapOperator(map);
        } else if (spec instanceof OperatorSpec.Filter filter) {
            return new FilterOperator(filter);
        } else if (spec instanceof OperatorSpec.FlatMap flatMap) {
            Object function = flatMap.function();
            return function instanceof Tokenizer<?> tokenizer
                    ? new TokenizeOperator((Tokenizer<Object>) tokenizer)
                    : new FlatMapOperator(flatMap);
        } else if (spec instanceof OperatorSpec.Emit emit) {
            return new EmitOperator(emit);
        } else if (spec instanceof OperatorSpec.MapWith with) {
            return new MapWithOperator(with);
        } else if (spec instanceof OperatorSpec.Sample sample) {
            return new SampleOperator(sample, context.attempt());
        } else if (spec instanceof OperatorSpec.Limit limit) {
            return new LimitOperator(limit.count(), context);
        }
        throw new AssertionError(spec);
    }

    /** How many operators read other stages. */
    private int sideCount() {
        return (int) program.operators().stream()
                .filter(operator -> !operator.sideStages().isEmpty())
                .count();
    }

    TaskInput input() {
        StageInput input = program.input();
        if (input instanceof StageInput.FromSource from) {
            return new SourceInput(from.source(), splits, context);
        } else if (input instanceof StageInput.Records records) {
            return new RecordsInput(records.stages(), records.type(), records.tag(), context);
        } else if (input instanceof StageInput.Partition partition) {
            return new PartitionInput(partition, context);
        } else if (input instanceof StageInput.Indexed indexed) {
            return new IndexedInput(indexed, context);
        } else if (input instanceof StageInput.Together together) {
            return new TogetherInput(together, context);
        } else if (input instanceof StageInput.Merged merged) {
            return new MergedInput(merged, context);
        } else if (input instanceof StageInput.MergedWith merged) {
            return new MergedWithInput(merged, context);
        } else if (input instanceof StageInput.Groups groups) {
            return new GroupsInput(groups, context);
        } else if (input instanceof StageInput.SortedGroups groups) {
            return new SortedGroupsInput(groups, context);
        } else if (input instanceof StageInput.HashJoined join) {
            return new HashJoinInput(join, context);
        } else if (input instanceof StageInput.Keys keys) {
            return new KeysInput(keys, context);
        } else if (input instanceof StageInput.Accumulators accumulators) {
            return new AccumulatorsInput(accumulators, context);
        } else if (input instanceof StageInput.Committables committables) {
            return new CommittablesInput(committables, context);
        }
        throw new AssertionError(input);
    }

    TaskOutput output() throws IOException {
        StageOutput output = program.output();
        if (output instanceof StageOutput.Records records) {
            return new RecordsOutput(records.type(), 1, context);
        } else if (output instanceof StageOutput.Spread spread) {
            return new RecordsOutput(spread.type(), spread.partitionCount(), context);
        } else if (output instanceof StageOutput.Combined combined) {
            GroupState state = GroupStates.of(
                    combined.aggregator(),
                    combined.accumulatorType(),
                    context.memory().combine(),
                    GroupStates.INITIAL_KEYS,
                    context);
            return new CombinedOutput(
                    "groupBy", combined.key(), combined.keyType(), state, combined.partitionCount(), context);
        } else if (output instanceof StageOutput.Keyed keyed) {
            return new KeyedOutput(keyed, context);
        } else if (output instanceof StageOutput.Distinct distinct) {
            GroupState state = new KeyGroupState(context.memory().combine(), GroupStates.INITIAL_KEYS);
            return new CombinedOutput("distinct", null, distinct.type(), state, distinct.partitionCount(), context);
        } else if (output instanceof StageOutput.Sorted sorted) {
            return new SortedOutput(sorted, context);
        } else if (output instanceof StageOutput.SortedWith sorted) {
            return new SortedWithOutput(sorted, context);
        } else if (output instanceof StageOutput.Accumulated accumulated) {
            return new AccumulatedOutput(accumulated, context);
        } else if (output instanceof StageOutput.Staged staged) {
            return new StagedOutput(staged, context);
        }
        throw new AssertionError(output);
    }
}
