package io.dataflow.runtime.operator;

import io.dataflow.api.aggregate.PackedAccumulator;
import io.dataflow.api.codec.ByteInput;
import io.dataflow.api.codec.ByteOutput;

/** Keys and nothing else: the accumulator of distinct. */
final class KeysAlone implements PackedAccumulator<Object> {
    @Override
    public int longs() {
        return 0;
    }

    @Override
    public boolean sums() {
        return true;
    }

    @Override
    public void first(Object record, long[] target, int at) {}

    @Override
    public void merge(long[] target, int at, long[] other, int otherAt) {}

    @Override
    public void encode(long[] accumulator, int at, ByteOutput output) {}

    @Override
    public void decode(ByteInput input, long[] target, int at) {}
}
