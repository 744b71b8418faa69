package io.dataflow.benchmarks.micro;

import io.dataflow.api.aggregate.Aggregator;
import io.dataflow.api.aggregate.Aggregators;
import io.dataflow.api.codec.ValueType;
import io.dataflow.api.io.RangeSource;
import io.dataflow.api.io.Split;
import io.dataflow.api.plan.JoinKind;
import io.dataflow.runtime.operator.SharedTables;
import io.dataflow.runtime.operator.StageClasses;
import io.dataflow.runtime.operator.TaskContext;
import io.dataflow.runtime.operator.TaskMemory;
import io.dataflow.runtime.operator.TaskPipeline;
import io.dataflow.runtime.plan.OperatorSpec;
import io.dataflow.runtime.plan.StageInput;
import io.dataflow.runtime.plan.StageOutput;
import io.dataflow.runtime.plan.StageProgram;
import io.dataflow.runtime.scheduler.AttemptId;
import io.dataflow.shuffle.Selection;
import io.dataflow.shuffle.ShuffleOutput;
import io.dataflow.shuffle.file.DiskSpillDirectory;
import io.dataflow.shuffle.file.SpillDirectory;
import io.dataflow.shuffle.memory.MemoryBudget;
import io.dataflow.shuffle.memory.MemoryPool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The reading side of a join in one task, by hash table and by sorting: a million records of 50 bytes on the left, each with
 * one of 200,000 on the right; nanoseconds for each record of both sides.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class JoinBenchmark {
    private static final int LEFT = 1_000_000;
    private static final int RIGHT = 200_000;
    private static final int TEXT_CHARACTERS = 50;
    private static final ValueType LONG = ValueType.of(Long.class);
    private static final ValueType TEXT = ValueType.of(String.class);
    private static final long MEGABYTE = 1 << 20;

    /** What the task has; 16 is about a quarter of the data. */
    @Param({"1024", "16"})
    private int megabytes;

    private final StageClasses classes = new StageClasses();
    private final MemoryPool pool = new MemoryPool(4_096 * MEGABYTE);
    private final MemoryBudget store = pool.budget("store", 1_024 * MEGABYTE);
    private final List<ShuffleOutput> sides = new ArrayList<>();
    private Path folder = Path.of("");

    public JoinBenchmark() {}

    JoinBenchmark(int megabytes) {
        this.megabytes = megabytes;
    }

    @Setup(Level.Trial)
    public void write() throws Exception {
        folder = Files.createTempDirectory("join-benchmark-");
        sides.add(side(0, LEFT));
        sides.add(side(1, RIGHT));
    }

    /** Numbers as text of 50 characters, by the number that stands in front. */
    private ShuffleOutput side(int side, int count) throws Exception {
        RangeSource source = new RangeSource(0, count);
        List<Split> splits = new ArrayList<>(source.splits());
        StageProgram program = new StageProgram(
                "side " + side,
                new StageInput.FromSource(source),
                List.of(new OperatorSpec.Map("text", number -> padded((Long) number * 7919 % count))),
                new StageOutput.Keyed(
                        "join", side, text -> Long.parseLong((String) text) % RIGHT, LONG, List.of(), TEXT, 1));
        return run(program, splits, 1_024 * MEGABYTE);
    }

    private static String padded(long number) {
        String digits = Long.toString(number);
        return "0".repeat(TEXT_CHARACTERS - digits.length()) + digits;
    }

    private ShuffleOutput run(StageProgram program, List<Split> splits, long bytes) throws Exception {
        SpillDirectory directory = new DiskSpillDirectory(folder);
        try (TaskMemory memory =
                TaskMemory.of(program, "task", bytes, TaskMemory.longRecordBytes(bytes), pool, store)) {
            TaskContext context = new TaskContext(
                    new AttemptId("job", sides.size(), 0, 0),
                    JoinBenchmark.class.getClassLoader(),
                    memory,
                    directory,
                    stage -> List.of(() -> sides.get(stage).open(new Selection.Partitions(0, 1))),
                    classes,
                    new SharedTables(store));
            return new TaskPipeline(program, splits, context).run();
        }
    }

    @TearDown(Level.Trial)
    public void close() throws IOException {
        sides.forEach(ShuffleOutput::close);
        sides.clear();
        store.close();
        Files.delete(folder);
    }

    @Benchmark
    @OperationsPerInvocation(LEFT + RIGHT)
    public long hashed() throws Exception {
        return joined(new StageInput.HashJoined("join", List.of(0, 1), List.of(0), LONG, List.of(TEXT, TEXT), inner()));
    }

    @Benchmark
    @OperationsPerInvocation(LEFT + RIGHT)
    public long sorted() throws Exception {
        return joined(new StageInput.SortedGroups("join", List.of(0, 1), LONG, List.of(TEXT, TEXT), inner()));
    }

    private static StageInput.GroupBody.Joined inner() {
        return new StageInput.GroupBody.Joined(JoinKind.INNER, (left, right) -> left);
    }

    @SuppressWarnings("unchecked")
    private long joined(StageInput input) throws Exception {
        Aggregator<?, ?, ?> count = Aggregators.count();
        StageProgram program = new StageProgram(
                "join", input, List.of(), new StageOutput.Accumulated(LONG, (Aggregator<Object, Object, Object>)
                        count));
        try (ShuffleOutput output = run(program, List.of(), megabytes * MEGABYTE)) {
            return output.sizes().contentHash();
        }
    }
}
