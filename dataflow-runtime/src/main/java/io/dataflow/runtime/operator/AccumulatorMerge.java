package io.dataflow.runtime.operator;

import io.dataflow.api.aggregate.Aggregator;
import io.dataflow.api.codec.ByteInput;
import io.dataflow.api.codec.ByteOutput;
import io.dataflow.api.codec.Codec;

/** Merges serialized accumulators into one that is an object. Confined to the task's thread. */
final class AccumulatorMerge {
    private final Aggregator<Object, Object, Object> aggregator;
    private final Codec<Object> codec;
    private final ByteInput read = new ByteInput();

    AccumulatorMerge(Aggregator<Object, Object, Object> aggregator, Codec<Object> codec) {
        this.aggregator = aggregator;
        this.codec = codec;
    }

    Object decode(byte[] bytes, int offset, int length) {
        read.reset(bytes, offset, length);
        return codec.decode(read);
    }

    void encode(Object accumulator, ByteOutput output) {
        codec.encode(accumulator, output);
    }

    Object first(Object record) throws UserCodeException {
        try {
            return UserCode.nonNull(aggregator, aggregator.first(record));
        } catch (Throwable thrown) {
            throw UserCodeException.thrown(aggregator.toString(), thrown);
        }
    }

    Object add(Object accumulator, Object record) throws UserCodeException {
        try {
            return UserCode.nonNull(aggregator, aggregator.add(accumulator, record));
        } catch (Throwable thrown) {
            throw UserCodeException.thrown(aggregator.toString(), thrown);
        }
    }

    Object merge(Object left, Object right) throws UserCodeException {
        try {
            return UserCode.nonNull(aggregator, aggregator.merge(left, right));
        } catch (Throwable thrown) {
            throw UserCodeException.thrown(aggregator.toString(), thrown);
        }
    }
}
