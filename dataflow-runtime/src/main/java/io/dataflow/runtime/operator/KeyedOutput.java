package io.dataflow.runtime.operator;

import io.dataflow.api.codec.ByteOutput;
import io.dataflow.api.codec.Codec;
import io.dataflow.runtime.plan.StageOutput;
import io.dataflow.shuffle.PartitionedWriter;
import io.dataflow.shuffle.ShuffleOutput;
import io.dataflow.shuffle.hash.KeyHash;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Records, partitioned by their key and ready to be sorted by {@link GroupKeys}: all of them, or where a filter says of some
 * that they surely have no partner, the others.
 */
final class KeyedOutput implements TaskOutput {
    private final StageOutput.Keyed spec;
    private final Codec<Object> keys;
    private final Codec<Object> codec;
    private final SortKeys order;
    private final PartitionedWriter writer;
    private final HotKeys hotKeys;
    private final @Nullable ProbeFilter filter;
    private final TaskContext context;
    private final ByteOutput key = new ByteOutput();
    private final ByteOutput sortKey = new ByteOutput();
    private final ByteOutput value = new ByteOutput();

    KeyedOutput(StageOutput.Keyed spec, TaskContext context) throws IOException {
        this.spec = spec;
        this.keys = context.codec(spec.keyType());
        this.codec = context.codec(spec.type());
        this.hotKeys = new HotKeys(keys);
        this.order = new SortKeys(spec.order(), context);
        this.context = context;
        this.filter = ProbeFilter.read(spec.filterStage(), context);
        try {
            this.writer = Writers.partitioned(spec.partitionCount(), context);
        } catch (IOException | RuntimeException failure) {
            closeFilter();
            throw failure;
        }
    }

    @Override
    public void write(Object record) throws Exception {
        key.reset();
        keys.encode(keyOf(record), key);
        long hash = KeyHash.of(key.bytes(), 0, key.length());
        if (filter != null && !filter.passes(hash)) {
            return;
        }
        sortKey.reset();
        GroupKeys.appendKey(key.bytes(), 0, key.length(), sortKey);
        sortKey.writeByte(spec.side());
        order.encode(record, sortKey);
        value.reset();
        codec.encode(record, value);
        hotKeys.add(key.bytes(), 0, key.length(), hash);
        writer.write(
                KeyHash.partition(hash, spec.partitionCount()),
                sortKey.bytes(),
                0,
                sortKey.length(),
                value.bytes(),
                0,
                value.length());
    }

    private Object keyOf(Object record) throws UserCodeException {
        @Nullable Object result;
        try {
            result = spec.key().apply(record);
        } catch (Throwable thrown) {
            throw UserCodeException.thrown(spec.operator(), thrown);
        }
        return UserCode.nonNull(spec.operator(), result);
    }

    @Override
    public ShuffleOutput finish() throws IOException {
        context.note(hotKeys, 0);
        if (filter != null) {
            context.noteFiltered(filter.dropped());
        }
        return Writers.commit(writer, context);
    }

    @Override
    public void report(TaskCounters counters) {
        counters.written(writer.writtenRecords(), writer.writtenBytes());
    }

    @Override
    public void close() {
        writer.close();
        closeFilter();
    }

    private void closeFilter() {
        if (filter != null) {
            filter.close();
        }
    }
}
