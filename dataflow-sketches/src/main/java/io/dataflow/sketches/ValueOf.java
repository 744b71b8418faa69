package io.dataflow.sketches;

import io.dataflow.api.codec.ByteOutput;
import io.dataflow.api.codec.Codec;
import io.dataflow.api.codec.Codecs;
import io.dataflow.api.codec.ValueType;
import io.dataflow.api.function.Captures;
import io.dataflow.api.function.Fn1;
import io.dataflow.api.function.ResultTypes;
import io.dataflow.api.text.Text;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * What an aggregator takes from a record.
 *
 * @param <T> the records
 * @param <V> the values
 */
final class ValueOf<T, V> implements Serializable {
    private static final long serialVersionUID = 1L;

    private static final int USUAL_BYTES = 32;

    private final String aggregator;
    private final Fn1<? super T, ? extends V> function;
    private final Codec<V> codec;

    /** @param aggregator as users know it */
    ValueOf(String aggregator, Fn1<? super T, ? extends V> function) {
        Captures.check(function, aggregator);
        this.aggregator = aggregator;
        this.function = function;
        this.codec = Codecs.derive(type(ValueType.UNKNOWN));
    }

    ValueType type(ValueType recordType) {
        return ResultTypes.of(function, recordType);
    }

    V of(T record) throws Exception {
        @Nullable V value = function.apply(record);
        if (value == null) {
            throw new NullPointerException(aggregator
                    + ": the value of a record is null; leave such records out with filtering(...), or give them one");
        }
        return value;
    }

    /** The canonical encoding of the value. */
    Text encodedOf(T record) throws Exception {
        ByteOutput output = new ByteOutput(USUAL_BYTES);
        codec.encode(of(record), output);
        return Text.of(output.bytes(), 0, output.length());
    }

    Codec<V> codec() {
        return codec;
    }

    String aggregator() {
        return aggregator;
    }
}
