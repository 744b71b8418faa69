package io.dataflow.runtime.operator;

import io.dataflow.api.codec.ByteInput;
import io.dataflow.api.codec.Codec;
import io.dataflow.shuffle.RecordReader;
import io.dataflow.shuffle.memory.MemoryBudget;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.NoSuchElementException;

/** One pass over the values of a group that is not held in memory. Closed when the pass ends, or with the group. */
final class MergedValues implements ValuePass {
    private static final int LOOK_EVERY_RECORDS = 4_096;

    private final RecordReader reader;
    private final MemoryBudget memory;
    private final Codec<Object> codec;
    private final TaskContext context;
    private final ByteInput read = new ByteInput();
    private boolean ready;
    private boolean ended;
    private int valueBytes;
    private int untilLook = LOOK_EVERY_RECORDS;

    MergedValues(RecordReader reader, MemoryBudget memory, Codec<Object> codec, TaskContext context) {
        this.reader = reader;
        this.memory = memory;
        this.codec = codec;
        this.context = context;
    }

    @Override
    public boolean hasNext() {
        if (!ready && !ended) {
            try {
                ready = reader.next();
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
            if (!ready) {
                close();
            }
        }
        return ready;
    }

    @Override
    public Object next() {
        if (!hasNext()) {
            throw new NoSuchElementException("all values of the group were read");
        }
        if (--untilLook == 0) {
            untilLook = LOOK_EVERY_RECORDS;
            context.checkCancelled();
        }
        ready = false;
        valueBytes = reader.valueLength();
        read.reset(reader.bytes(), reader.valueOffset(), valueBytes);
        Object value = codec.decode(read);
        try {
            reader.forgetValue();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        return value;
    }

    @Override
    public int valueBytes() {
        return valueBytes;
    }

    boolean ended() {
        return ended;
    }

    void close() {
        if (!ended) {
            ended = true;
            reader.close();
            memory.close();
        }
    }
}
