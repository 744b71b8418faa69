package io.dataflow.runtime.operator;

import io.dataflow.api.codec.ByteInput;
import io.dataflow.api.codec.ByteOutput;
import io.dataflow.api.codec.Codec;
import io.dataflow.api.function.Emitter;
import io.dataflow.runtime.plan.OperatorSpec;
import io.dataflow.shuffle.RecordReader;
import io.dataflow.shuffle.ShuffleReader;
import io.dataflow.shuffle.block.RecordLayout;
import io.dataflow.shuffle.memory.MemoryBudget;
import io.dataflow.shuffle.sort.RecordArena;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Each record that comes with all records of other stages. Records that come are kept, serialized, as far as memory goes, and
 * the others pass once for each such chunk, a batch of decoded ones at a time, so that neither side is decoded for each pair.
 */
final class CrossOperator implements Operator {
    private static final byte[] NO_KEY = new byte[0];
    private static final int BATCH_RECORDS = 1_024;
    private static final int BATCH_BYTES = 1 << 20;

    private final OperatorSpec.Cross spec;
    private final TaskContext context;
    private final MemoryBudget memory;
    private final Codec<Object> leftCodec;
    private final Codec<Object> rightCodec;
    private final RecordArena chunk;
    private final ByteOutput written = new ByteOutput();
    private final ByteInput read = new ByteInput();
    private final List<LimitOperator> limits = new ArrayList<>();
    private Emitter<Object> output = Unopened.output();

    /** @param sideCount how many operators of the program share the memory for such */
    CrossOperator(OperatorSpec.Cross spec, int sideCount, TaskContext context) {
        this.spec = spec;
        this.context = context;
        this.leftCodec = context.codec(spec.leftType());
        this.rightCodec = context.codec(spec.rightType());
        this.memory = context.memory().partOfSides("'" + spec.name() + "'", sideCount);
        this.chunk = new RecordArena(memory);
    }

    @Override
    public void open(Emitter<Object> next) {
        output = next;
    }

    @Override
    public void emit(Object record) throws Exception {
        if (enough()) {
            return;
        }
        written.reset();
        leftCodec.encode(record, written);
        if (!tryKeep()) {
            pass();
            if (!tryKeep()) {
                int size = RecordLayout.size(0, written.length());
                throw memory.exhausted(size, "one record of '" + spec.name() + "'");
            }
        }
    }

    private boolean tryKeep() {
        int size = RecordLayout.size(0, written.length());
        return chunk.append(size, NO_KEY, 0, 0, written.bytes(), 0, written.length());
    }

    @Override
    public void finish() throws Exception {
        pass();
    }

    /** A limit behind this operator. One before it stops the reading of what comes, and nothing here. */
    void stopAt(LimitOperator limit) {
        limits.add(limit);
    }

    private boolean enough() {
        return limits.stream().anyMatch(LimitOperator::isFull);
    }

    /** All others pass by the chunk; then it begins anew. */
    private void pass() throws Exception {
        if (chunk.count() == 0 || enough()) {
            return;
        }
        List<Object> batch = new ArrayList<>();
        try (RecordReader reader = ShuffleReader.concatenate(
                context.openers(spec.stages()), context.memory().longRecords())) {
            long bytes = 0;
            while (!enough() && reader.next()) {
                read.reset(reader.bytes(), reader.valueOffset(), reader.valueLength());
                batch.add(rightCodec.decode(read));
                bytes += reader.valueLength();
                if (batch.size() == BATCH_RECORDS || bytes > BATCH_BYTES) {
                    pair(batch);
                    batch.clear();
                    bytes = 0;
                }
            }
        }
        pair(batch);
        chunk.clear();
    }

    private void pair(List<Object> rights) throws Exception {
        for (int i = 0; i < chunk.count() && !enough(); i++) {
            Object left = left(i);
            context.checkCancelled();
            for (Object right : rights) {
                output.emit(result(left, right));
            }
        }
    }

    private Object left(int index) {
        byte[] page = chunk.page(index);
        int valueOffset = RecordLayout.keyOffset(page, chunk.offset(index));
        read.reset(page, valueOffset, RecordLayout.end(page, chunk.offset(index)) - valueOffset);
        return leftCodec.decode(read);
    }

    private Object result(Object left, Object right) throws UserCodeException {
        @Nullable Object result;
        try {
            result = spec.result().apply(left, right);
        } catch (Throwable thrown) {
            throw UserCodeException.thrown(spec.name(), thrown);
        }
        return UserCode.nonNull(spec.name(), result);
    }

    @Override
    public void close() {
        chunk.release();
        memory.close();
    }
}
