package io.dataflow.runtime.operator;

import io.dataflow.api.codec.ByteOutput;
import io.dataflow.api.codec.Codec;
import io.dataflow.runtime.plan.StageOutput;
import io.dataflow.shuffle.ShuffleOutput;
import io.dataflow.shuffle.SortedWriter;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Records in order of their keys. Where only the first are wanted, no others are kept, as long as those fit. */
final class SortedOutput implements TaskOutput {
    private final SortKeys keys;
    private final Codec<Object> codec;
    private final SortedWriter writer;
    private final TaskContext context;
    private final ByteOutput key = new ByteOutput();
    private final ByteOutput value = new ByteOutput();
    private @Nullable TopRecords top;

    SortedOutput(StageOutput.Sorted spec, TaskContext context) throws IOException {
        this.keys = new SortKeys(spec.keys(), context);
        this.codec = context.codec(spec.type());
        this.context = context;
        this.writer = Writers.sorted(context);
        this.top = spec.limit() <= Integer.MAX_VALUE
                ? new TopRecords((int) spec.limit(), context.memory().combine())
                : null;
    }

    @Override
    public void write(Object record) throws Exception {
        key.reset();
        keys.encode(record, key);
        TopRecords least = top;
        if (least != null && !least.wants(key.bytes(), key.length())) {
            return;
        }
        value.reset();
        codec.encode(record, value);
        if (least != null) {
            if (least.tryAdd(key.toByteArray(), value.toByteArray())) {
                return;
            }
            writeAll(least);
            top = null;
        }
        writer.write(0, key.bytes(), 0, key.length(), value.bytes(), 0, value.length());
    }

    private void writeAll(TopRecords least) throws IOException {
        while (!least.isEmpty()) {
            TopRecords.Entry entry = least.remove();
            writer.write(0, entry.key(), 0, entry.key().length, entry.value(), 0, entry.value().length);
        }
    }

    @Override
    public ShuffleOutput finish() throws IOException {
        if (top != null) {
            writeAll(top);
        }
        return Writers.commit(writer, context);
    }

    @Override
    public void report(TaskCounters counters) {
        counters.written(writer.writtenRecords(), writer.writtenBytes());
    }

    @Override
    public void close() {
        if (top != null) {
            top.close();
        }
        writer.close();
    }
}
