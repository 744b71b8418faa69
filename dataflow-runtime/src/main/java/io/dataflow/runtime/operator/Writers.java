package io.dataflow.runtime.operator;

import io.dataflow.shuffle.PartitionedWriter;
import io.dataflow.shuffle.ShuffleOutput;
import io.dataflow.shuffle.ShuffleWriter;
import io.dataflow.shuffle.SortedWriter;
import java.io.IOException;

/** Opens and commits the writers of a task's output. */
final class Writers {
    private Writers() {}

    static PartitionedWriter partitioned(int partitionCount, TaskContext context) throws IOException {
        return new PartitionedWriter(
                partitionCount,
                context.memory().output(),
                context.memory().store(),
                context.directory(),
                context.spillName("output"));
    }

    static SortedWriter sorted(TaskContext context) throws IOException {
        return new SortedWriter(
                context.memory().output(), context.memory().store(), context.directory(), context.spillName("output"));
    }

    static ShuffleOutput commit(ShuffleWriter writer, TaskContext context) throws IOException {
        ShuffleOutput output = writer.commit();
        context.counters().spilled(writer.spilledBytes());
        context.counters().written(writer.writtenRecords(), writer.writtenBytes());
        return output;
    }
}
