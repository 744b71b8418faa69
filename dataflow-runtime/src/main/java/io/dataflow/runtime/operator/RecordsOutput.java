package io.dataflow.runtime.operator;

import io.dataflow.api.codec.ByteOutput;
import io.dataflow.api.codec.Codec;
import io.dataflow.api.codec.ValueType;
import io.dataflow.shuffle.PartitionedWriter;
import io.dataflow.shuffle.ShuffleOutput;
import java.io.IOException;

/** Records as they come, in one partition or in turn to all. */
final class RecordsOutput implements TaskOutput {
    private static final byte[] NO_KEY = new byte[0];

    private final Codec<Object> codec;
    private final int partitionCount;
    private final PartitionedWriter writer;
    private final TaskContext context;
    private final ByteOutput value = new ByteOutput();
    private int partition;

    RecordsOutput(ValueType type, int partitionCount, TaskContext context) throws IOException {
        this.codec = context.codec(type);
        this.partitionCount = partitionCount;
        this.context = context;
        this.partition = context.attempt().task() % partitionCount;
        this.writer = Writers.partitioned(partitionCount, context);
    }

    @Override
    public void write(Object record) throws IOException {
        value.reset();
        codec.encode(record, value);
        writer.write(partition, NO_KEY, 0, 0, value.bytes(), 0, value.length());
        partition = partition + 1 == partitionCount ? 0 : partition + 1;
    }

    @Override
    public ShuffleOutput finish() throws IOException {
        return Writers.commit(writer, context);
    }

    @Override
    public void report(TaskCounters counters) {
        counters.written(writer.writtenRecords(), writer.writtenBytes());
    }

    @Override
    public void close() {
        writer.close();
    }
}
