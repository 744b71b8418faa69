package io.dataflow.runtime.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.dataflow.api.codec.ValueType;
import io.dataflow.api.function.Emitter;
import io.dataflow.api.io.Split;
import io.dataflow.runtime.plan.StageInput;
import io.dataflow.runtime.plan.StageOutput;
import io.dataflow.runtime.plan.StageProgram;
import io.dataflow.runtime.scheduler.AttemptId;
import io.dataflow.shuffle.BlockReaderOpener;
import io.dataflow.shuffle.Selection;
import io.dataflow.shuffle.ShuffleOutput;
import io.dataflow.shuffle.file.MemorySpillDirectory;
import io.dataflow.shuffle.memory.MemoryBudget;
import io.dataflow.shuffle.memory.MemoryPool;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** An input of a task with outputs written for it, in a given memory. Closing it fails when memory or files are left. */
final class OneTask implements AutoCloseable {
    private static final long WRITING_BYTES = 64L << 20;
    private static final long LONG_RECORD_BYTES = 1L << 20;

    private final MemoryPool pool = new MemoryPool(1L << 30);
    private final MemoryBudget store = pool.budget("store", WRITING_BYTES);
    private final MemorySpillDirectory directory = new MemorySpillDirectory();
    private final Map<Integer, ShuffleOutput> outputs = new HashMap<>();
    private final StageClasses classes;

    /** In classes of its own from the first record. */
    OneTask() {
        this(new StageClasses(0));
    }

    OneTask(StageClasses classes) {
        this.classes = classes;
    }

    /** What a task that reads a source writes. */
    void run(int stage, StageProgram program, List<? extends Split> splits) throws Exception {
        try (TaskMemory memory = memory(program, WRITING_BYTES)) {
            outputs.put(stage, new TaskPipeline(program, List.copyOf(splits), context(stage, memory)).run());
        }
    }

    /** What another task writes: all records of a stage. */
    void write(int stage, StageOutput output, List<?> records) throws Exception {
        write(stage, output, records, WRITING_BYTES);
    }

    /** With no more memory than that. */
    void write(int stage, StageOutput output, List<?> records, long memoryBytes) throws Exception {
        StageProgram program =
                new StageProgram("writer", new StageInput.Records(List.of(), ValueType.UNKNOWN), List.of(), output);
        try (TaskMemory memory = memory(program, memoryBytes);
                TaskOutput writer = new TaskPipeline(program, List.of(), context(stage, memory)).output()) {
            for (Object record : records) {
                writer.write(record);
            }
            outputs.put(stage, writer.finish());
        }
    }

    ShuffleOutput output(int stage) {
        ShuffleOutput output = outputs.get(stage);
        assertThat(output).as("output of stage " + stage).isNotNull();
        return output;
    }

    int outputCount() {
        return outputs.size();
    }

    /** All records of an input that reads what was written, with that memory, and a mebibyte for a long record. */
    Result read(StageInput input, long memoryBytes) throws Exception {
        List<Object> records = new ArrayList<>();
        long spilledBytes = read(input, memoryBytes, records::add);
        return new Result(records, spilledBytes);
    }

    /** With what is the least for that input. */
    Result readInLeastMemory(StageInput input) throws Exception {
        List<Object> records = new ArrayList<>();
        StageProgram program = reader(input);
        long bytes = TaskMemory.floor(program).attemptBytes();
        long longRecordBytes = TaskMemory.longRecordBytes(bytes);
        try (TaskMemory memory = TaskMemory.of(program, "task", bytes, longRecordBytes, pool, store)) {
            return new Result(records, read(program, memory, records::add));
        }
    }

    private static StageProgram reader(StageInput input) {
        return new StageProgram("reader", input, List.of(), new StageOutput.Records(ValueType.UNKNOWN));
    }

    long read(StageInput input, long memoryBytes, Emitter<Object> records) throws Exception {
        StageProgram program = reader(input);
        try (TaskMemory memory = memory(program, memoryBytes)) {
            return read(program, memory, records);
        }
    }

    private long read(StageProgram program, TaskMemory memory, Emitter<Object> records) throws Exception {
        TaskContext context = context(99, memory);
        new TaskPipeline(program, List.of(), context).input().run(records);
        return context.counters().spilledBytes();
    }

    /** What came out, and the bytes of files that it took. */
    record Result(List<Object> records, long spilledBytes) {}

    private TaskMemory memory(StageProgram program, long bytes) {
        return TaskMemory.of(program, "task", bytes + LONG_RECORD_BYTES, LONG_RECORD_BYTES, pool, store);
    }

    private TaskContext context(int stage, TaskMemory memory) {
        return new TaskContext(
                new AttemptId("job", stage, 0, 0),
                getClass().getClassLoader(),
                memory,
                directory,
                this::openers,
                classes,
                new SharedTables(store));
    }

    private List<BlockReaderOpener> openers(int stage) {
        ShuffleOutput output = output(stage);
        Selection all = new Selection.Partitions(0, output.sizes().partitionBytes().length);
        return List.of(() -> output.open(all));
    }

    @Override
    public void close() {
        outputs.values().forEach(ShuffleOutput::close);
        store.close();
        assertThat(pool.reservedBytes()).isZero();
        assertThat(directory.names()).isEmpty();
    }
}
