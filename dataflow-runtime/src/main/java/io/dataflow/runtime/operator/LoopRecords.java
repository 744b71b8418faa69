package io.dataflow.runtime.operator;

import io.dataflow.api.codec.ByteInput;
import io.dataflow.api.codec.Codec;
import io.dataflow.shuffle.RecordReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.NoSuchElementException;

/** What a loop reads, for a function that asks for it. Ends early when no more is wanted. */
final class LoopRecords implements Iterator<Object> {
    private final ReadLoop loop;
    private final Codec<Object> codec;
    private final ByteInput value = new ByteInput();
    private boolean ready;
    private boolean ended;

    LoopRecords(ReadLoop loop, Codec<Object> codec) {
        this.loop = loop;
        this.codec = codec;
    }

    @Override
    public boolean hasNext() {
        if (!ready && !ended) {
            try {
                ready = loop.next();
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
            ended = !ready;
        }
        return ready;
    }

    @Override
    public Object next() {
        if (!hasNext()) {
            throw new NoSuchElementException("all records of the task were read");
        }
        ready = false;
        RecordReader reader = loop.reader();
        value.reset(reader.bytes(), reader.valueOffset(), reader.valueLength());
        Object record = codec.decode(value);
        try {
            reader.forgetValue();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        return record;
    }
}
