package io.dataflow.runtime.operator;

import io.dataflow.api.codec.ByteOutput;
import io.dataflow.api.codec.Codec;
import io.dataflow.api.codec.ValueType;
import io.dataflow.api.function.Fn1;
import io.dataflow.shuffle.PartitionedWriter;
import io.dataflow.shuffle.ShuffleOutput;
import io.dataflow.shuffle.hash.KeyHash;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Accumulators by key, combined as far as memory allows. When the table is full it is written out and begins anew; when it
 * hardly combined anything, as with keys that are nearly all different, records pass it by for a while.
 */
final class CombinedOutput implements TaskOutput {
    /** With more keys than this for each record, writing through costs less than the table saves. */
    private static final double USELESS_RATIO = 0.85;

    /** Data change: after so many fills' worth of records the table is tried again. */
    private static final int BYPASS_FILLS = 8;

    private final String name;
    private final @Nullable Fn1<Object, Object> keyFunction;
    private final Codec<Object> keys;
    private final GroupState state;
    private final PartitionedWriter writer;
    private final HotKeys hotKeys;
    private final int partitionCount;
    private final TaskContext context;
    private final ByteOutput key = new ByteOutput();
    private final ByteOutput value = new ByteOutput();
    private long recordsInTable;
    private long recordsToBypass;
    private long bypassedRecords;

    /** A {@code keyFunction} of null means that the record is its own key. */
    CombinedOutput(
            String name,
            @Nullable Fn1<Object, Object> keyFunction,
            ValueType keyType,
            GroupState state,
            int partitionCount,
            TaskContext context)
            throws IOException {
        this.name = name;
        this.keyFunction = keyFunction;
        this.keys = context.codec(keyType);
        this.hotKeys = new HotKeys(keys);
        this.state = state;
        this.partitionCount = partitionCount;
        this.context = context;
        try {
            this.writer = Writers.partitioned(partitionCount, context);
        } catch (IOException | RuntimeException failure) {
            state.close();
            throw failure;
        }
    }

    @Override
    public void write(Object record) throws Exception {
        key.reset();
        keys.encode(keyFunction == null ? record : keyOf(record, keyFunction), key);
        long hash = KeyHash.of(key.bytes(), 0, key.length());
        hotKeys.add(key.bytes(), key.length(), hash);
        if (recordsToBypass > 0) {
            recordsToBypass--;
            bypassedRecords++;
            writeThrough(record, hash);
            return;
        }
        recordsInTable++;
        if (!state.tryAdd(key.bytes(), 0, key.length(), hash, record)) {
            drain();
            if (!state.tryAdd(key.bytes(), 0, key.length(), hash, record)) {
                writeThrough(record, hash);
            }
        }
    }

    private Object keyOf(Object record, Fn1<Object, Object> function) throws UserCodeException {
        @Nullable Object result;
        try {
            result = function.apply(record);
        } catch (Throwable thrown) {
            throw UserCodeException.thrown(name, thrown);
        }
        return UserCodeException.nonNull(name, result);
    }

    private void writeThrough(Object record, long hash) throws Exception {
        value.reset();
        state.encodeFirst(record, value);
        writer.write(
                KeyHash.partition(hash, partitionCount),
                key.bytes(),
                0,
                key.length(),
                value.bytes(),
                0,
                value.length());
    }

    private void drain() throws Exception {
        if (state.keyCount() > recordsInTable * USELESS_RATIO) {
            recordsToBypass = recordsInTable * BYPASS_FILLS;
        }
        recordsInTable = 0;
        context.checkCancelled();
        state.drain((bytes, offset, length, hash, states, stateOffset, stateLength) -> writer.write(
                KeyHash.partition(hash, partitionCount), bytes, offset, length, states, stateOffset, stateLength));
    }

    @Override
    public ShuffleOutput finish() throws Exception {
        drain();
        state.close();
        context.note(hotKeys, bypassedRecords);
        return Writers.commit(writer, context);
    }

    @Override
    public void report(TaskCounters counters) {
        counters.written(writer.writtenRecords(), writer.writtenBytes());
    }

    @Override
    public void close() {
        state.close();
        writer.close();
    }
}
