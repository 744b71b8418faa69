package io.dataflow.runtime.operator;

import io.dataflow.api.codec.ByteOutput;
import io.dataflow.api.codec.Codec;
import io.dataflow.api.codec.ValueType;
import io.dataflow.api.function.Fn1;
import io.dataflow.api.text.Text;
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
    /**
     * With more keys than this for each record the table is passed by for a while. Were all keys equally frequent, it would have
     * kept half of the records that pass meanwhile from being written; that costs less than looking them up in a table that
     * they have made larger than the caches.
     */
    private static final double USELESS_RATIO = 0.9;

    /** Data change: after so many times the records that were tried, the table is tried again. */
    private static final int BYPASS_FACTOR = 8;

    /** So many records show whether the table is of use; it is looked at again whenever they have doubled. */
    private static final int FIRST_TRIAL_RECORDS = 1 << 15;

    private final String name;
    private final @Nullable Fn1<Object, Object> keyFunction;
    private final Codec<Object> keys;
    private final boolean textKeys;
    private final GroupState state;

    /** The state, if its accumulators are longs: then they are merged in batches. */
    private final @Nullable LongGroupState longs;

    private final @Nullable LongAccumulatorBatch batch;

    private final PartitionedWriter writer;
    private final GroupState.Visitor drained;
    private final HotKeys hotKeys;
    private final int partitionCount;
    private final TaskContext context;

    /** The key of a record that is not added to a batch. */
    private final ByteOutput key = new ByteOutput();

    private final ByteOutput value = new ByteOutput();
    /** What the table was touched for ends here. */
    @SuppressWarnings("UnusedVariable")
    private long touched;

    private long recordsInTable;
    private long nextTrial = FIRST_TRIAL_RECORDS;
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
        this.textKeys = keyType.equals(ValueType.of(Text.class));
        this.hotKeys = new HotKeys(keys);
        this.state = state;
        this.longs = state instanceof LongGroupState fixed ? fixed : null;
        this.batch = longs == null ? null : new LongAccumulatorBatch(longs.longs());
        this.partitionCount = partitionCount;
        this.context = context;
        try {
            this.writer = Writers.partitioned(partitionCount, context);
        } catch (IOException | RuntimeException failure) {
            state.close();
            throw failure;
        }
        this.drained = new DrainedGroups(writer, partitionCount);
    }

    @Override
    public void write(Object record) throws Exception {
        Object keyObject = keyFunction == null ? record : keyOf(record, keyFunction);
        if (longs == null || batch == null) {
            key.reset();
            keys.encode(keyObject, key);
            add(record);
            return;
        }
        longs.first(record, batch.accumulators(), batch.nextAccumulator());
        if (addKey(keyObject, batch)) {
            addBatch(batch, longs);
        }
    }

    /** Whether the batch is full then. */
    private boolean addKey(Object keyObject, LongAccumulatorBatch target) {
        if (textKeys && keyObject instanceof Text text) {
            return target.add(text);
        }
        keys.encode(keyObject, target.nextKey());
        return target.add();
    }

    /** A record whose key is encoded. */
    private void add(Object record) throws Exception {
        byte[] bytes = key.bytes();
        int length = key.length();
        long hash = KeyHash.of(bytes, 0, length);
        hotKeys.add(bytes, 0, length, hash);
        if (combines(1)) {
            if (state.tryAdd(bytes, 0, length, hash, record)) {
                return;
            }
            drain();
            if (state.tryAdd(bytes, 0, length, hash, record)) {
                return;
            }
        }
        value.reset();
        state.encodeFirst(record, value);
        writeThrough(bytes, 0, length, hash);
    }

    /** Whether so many records are to be added to the table, which may take all memory; otherwise they pass it by. */
    private boolean combines(int count) {
        if (recordsToBypass <= 0 && recordsInTable >= nextTrial) {
            nextTrial = 2 * recordsInTable;
            judgeTable();
        }
        if (recordsToBypass > 0) {
            recordsToBypass -= count;
            bypassedRecords += count;
            return false;
        }
        recordsInTable += count;
        return true;
    }

    private void judgeTable() {
        if (state.keyCount() > recordsInTable * USELESS_RATIO) {
            recordsToBypass = recordsInTable * BYPASS_FACTOR;
            nextTrial = recordsInTable + FIRST_TRIAL_RECORDS;
        }
    }

    private void addBatch(LongAccumulatorBatch records, LongGroupState table) throws Exception {
        records.completeForTable();
        long[] hashes = records.hashes();
        int count = records.count();
        hotKeys.addAll(records);
        if (combines(count)) {
            long loaded = 0;
            for (int i = 0; i < count; i++) {
                loaded += table.touch(hashes[i]);
            }
            touched = loaded;
            for (int i = 0; i < count; i++) {
                if (!table.tryMerge(records, i)) {
                    drain();
                    if (!table.tryMerge(records, i)) {
                        writeThrough(records, i, table);
                    }
                }
            }
        } else {
            for (int i = 0; i < count; i++) {
                writeThrough(records, i, table);
            }
        }
        records.clear();
    }

    private void writeThrough(LongAccumulatorBatch records, int index, LongGroupState table) throws Exception {
        value.reset();
        table.encode(records.accumulators(), records.accumulator(index), value);
        writeThrough(
                records.keyBytes(index), records.keyOffset(index), records.keyLength(index), records.keyHash(index));
    }

    private Object keyOf(Object record, Fn1<Object, Object> function) throws UserCodeException {
        @Nullable Object result;
        try {
            result = function.apply(record);
        } catch (Throwable thrown) {
            throw UserCodeException.thrown(name, thrown);
        }
        return UserCode.nonNull(name, result);
    }

    /** Writes a key with the accumulator that is in {@code value}. */
    private void writeThrough(byte[] bytes, int offset, int length, long hash) throws Exception {
        writer.write(KeyHash.partition(hash, partitionCount), bytes, offset, length, value.bytes(), 0, value.length());
    }

    private void drain() throws Exception {
        judgeTable();
        recordsInTable = 0;
        nextTrial = FIRST_TRIAL_RECORDS;
        context.checkCancelled();
        state.drain(drained);
    }

    @Override
    public ShuffleOutput finish() throws Exception {
        if (longs != null && batch != null) {
            addBatch(batch, longs);
        }
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
