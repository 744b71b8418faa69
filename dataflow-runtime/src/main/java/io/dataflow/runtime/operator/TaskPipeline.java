package io.dataflow.runtime.operator;

import io.dataflow.api.codec.ValueType;
import io.dataflow.api.function.Emitter;
import io.dataflow.api.function.Fn1;
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
import org.jspecify.annotations.Nullable;

/**
 * The program of a stage at work in one task: input, chain of operators, output. Confined to the task's thread.
 */
public final class TaskPipeline {
    private final StageProgram program;
    private final List<Split> splits;
    private final TaskContext context;
    private final ClassCopies copies;

    public TaskPipeline(StageProgram program, List<Split> splits, TaskContext context) {
        this.program = program;
        this.splits = splits;
        this.context = context;
        this.copies = context.classes().of(program);
    }

    /** Runs it to its end; the output is finished but known to nobody. The caller closes it. */
    public ShuffleOutput run() throws Exception {
        List<Operator> operators = new ArrayList<>();
        try (TaskOutput output = output()) {
            Emitter<Object> last = copies.make(
                    ClassCopies.REPORTS,
                    ReportedOutput.class,
                    () -> new ReportedOutput(output, context),
                    output,
                    context);
            Emitter<Object> head = chain(operators, last);
            input().run(head);
            context.classes().count(program, context.counters().readRecords());
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

    /** Links the operators from last to first; they are added to {@code operators} in the order of the records. */
    private Emitter<Object> chain(List<Operator> operators, Emitter<Object> last) throws Exception {
        for (OperatorSpec spec : program.operators()) {
            operators.add(operator(operators.size(), spec));
        }
        for (int i = 0; i < operators.size(); i++) {
            if (operators.get(i) instanceof LimitOperator limit) {
                for (Operator before : operators.subList(0, i)) {
                    stop(before, limit);
                }
            }
        }
        Emitter<Object> next = last;
        for (int i = operators.size() - 1; i >= 0; i--) {
            Operator operator = operators.get(i);
            operator.open(next);
            next = operator;
        }
        return next;
    }

    /** An operator that makes many records of one need not make more than a limit behind it wants. */
    private static void stop(Operator operator, LimitOperator limit) {
        if (operator instanceof CrossOperator cross) {
            cross.stopAt(limit);
        } else if (operator instanceof BroadcastJoinOperator join) {
            join.stopAt(limit);
        }
    }

    @SuppressWarnings("unchecked")
    private Operator operator(int place, OperatorSpec spec) throws IOException {
        if (spec instanceof OperatorSpec.Guarded guarded) {
            return new GuardedOperator(guarded, operator(place, guarded.operator()), context);
        } else if (spec instanceof OperatorSpec.Select select) {
            return copies.make(place, SelectOperator.class, () -> new SelectOperator(select), select);
        } else if (spec instanceof OperatorSpec.Cross cross) {
            return new CrossOperator(cross, sideCount(), context);
        } else if (spec instanceof OperatorSpec.BroadcastJoin join) {
            return new BroadcastJoinOperator(join, sideCount(), context);
        } else if (spec instanceof OperatorSpec.Map map) {
            return copies.make(place, MapOperator.class, () -> new MapOperator(map), map);
        } else if (spec instanceof OperatorSpec.Filter filter) {
            return copies.make(place, FilterOperator.class, () -> new FilterOperator(filter), filter);
        } else if (spec instanceof OperatorSpec.FlatMap flatMap) {
            Object function = flatMap.function();
            if (function instanceof Tokenizer<?>) {
                Tokenizer<Object> tokenizer = (Tokenizer<Object>) function;
                return copies.make(place, TokenizeOperator.class, () -> new TokenizeOperator(tokenizer), tokenizer);
            }
            return copies.make(place, FlatMapOperator.class, () -> new FlatMapOperator(flatMap), flatMap);
        } else if (spec instanceof OperatorSpec.Emit emit) {
            return copies.make(place, EmitOperator.class, () -> new EmitOperator(emit), emit);
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
            return new SourceInput(from.source(), splits, context, copies);
        } else if (input instanceof StageInput.Records records) {
            return new RecordsInput(records.stages(), records.type(), records.tag(), context);
        } else if (input instanceof StageInput.KeyedRecords records) {
            return new RecordsInput(records.stages(), records.type(), StageInput.Records.ALL, context);
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
        } else if (input instanceof StageInput.FilteredKeys keys) {
            return new KeyFilterInput(keys, context);
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
                    combined.keyType(),
                    combined.accumulatorType(),
                    context.memory().combine(),
                    GroupStates.INITIAL_KEYS,
                    context);
            return combinedOutput("groupBy", combined.key(), combined.keyType(), state, combined.partitionCount());
        } else if (output instanceof StageOutput.Keyed keyed) {
            return copies.make(
                    ClassCopies.OUTPUT, KeyedOutput.class, () -> new KeyedOutput(keyed, context), keyed, context);
        } else if (output instanceof StageOutput.Distinct distinct) {
            GroupState state =
                    GroupStates.keys(distinct.type(), context.memory().combine(), GroupStates.INITIAL_KEYS);
            return combinedOutput("distinct", null, distinct.type(), state, distinct.partitionCount());
        } else if (output instanceof StageOutput.Sorted sorted) {
            return new SortedOutput(sorted, context);
        } else if (output instanceof StageOutput.SortedWith sorted) {
            return new SortedWithOutput(sorted, context);
        } else if (output instanceof StageOutput.Accumulated accumulated) {
            return copies.make(
                    ClassCopies.OUTPUT,
                    AccumulatedOutput.class,
                    () -> new AccumulatedOutput(accumulated, context),
                    accumulated,
                    context);
        } else if (output instanceof StageOutput.Staged staged) {
            return new StagedOutput(staged, context);
        }
        throw new AssertionError(output);
    }

    private TaskOutput combinedOutput(
            String name, @Nullable Fn1<Object, Object> key, ValueType keyType, GroupState state, int partitionCount)
            throws IOException {
        return copies.make(
                ClassCopies.OUTPUT,
                CombinedOutput.class,
                () -> new CombinedOutput(name, key, keyType, state, partitionCount, context),
                name,
                key,
                keyType,
                state,
                partitionCount,
                context);
    }
}
