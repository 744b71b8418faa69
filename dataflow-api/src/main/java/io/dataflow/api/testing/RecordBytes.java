package io.dataflow.api.testing;

import io.dataflow.api.codec.ByteOutput;
import io.dataflow.api.codec.Codec;
import io.dataflow.api.codec.Codecs;
import io.dataflow.api.codec.ValueType;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Records of one type as their canonical bytes, by which alone they are equal. */
final class RecordBytes {
    private final Codec<Object> codec;

    RecordBytes(ValueType type) {
        this.codec = Codecs.derive(type);
    }

    Encoded of(Object record) {
        ByteOutput output = new ByteOutput();
        codec.encode(record, output);
        return new Encoded(output.toByteArray());
    }

    /** Bytes that are equal by content. */
    static final class Encoded {
        private final byte[] bytes;

        private Encoded(byte[] bytes) {
            this.bytes = bytes;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Encoded that && Arrays.equals(bytes, that.bytes);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(bytes);
        }
    }
}
