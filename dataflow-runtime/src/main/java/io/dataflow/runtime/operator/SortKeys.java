package io.dataflow.runtime.operator;

import io.dataflow.api.codec.ByteOutput;
import io.dataflow.api.codec.Codec;
import io.dataflow.api.codec.Codecs;
import io.dataflow.api.codec.ValueType;
import io.dataflow.api.failure.DataflowException;
import io.dataflow.api.failure.FailureKind;
import io.dataflow.api.plan.PlanNode;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Several sort keys as one run of bytes, whose unsigned order is the order wanted. Ordered encodings are prefix-free, so
 * they can stand one behind the other; the complement of all bytes turns an order around.
 */
final class SortKeys {
    private final Part[] parts;

    SortKeys(List<PlanNode.SortKey> keys, TaskContext context) {
        parts = keys.stream().map(key -> new Part(key, context)).toArray(Part[]::new);
    }

    void encode(Object record, ByteOutput output) throws UserCodeException {
        for (Part part : parts) {
            part.encode(record, output);
        }
    }

    private static final class Part {
        private final PlanNode.SortKey spec;
        private @Nullable Codec<Object> codec;
        private @Nullable Class<?> seen;

        Part(PlanNode.SortKey spec, TaskContext context) {
            this.spec = spec;
            this.codec = spec.type().isUnknown() ? null : context.codec(spec.type());
        }

        void encode(Object record, ByteOutput output) throws UserCodeException {
            @Nullable Object key;
            try {
                key = spec.key().apply(record);
            } catch (Throwable thrown) {
                throw UserCodeException.thrown("sortBy", thrown);
            }
            int start = output.length();
            Object value = UserCode.nonNull("sortBy", key);
            codecFor(value).encodeOrdered(value, output);
            if (spec.descending()) {
                byte[] bytes = output.bytes();
                for (int i = start; i < output.length(); i++) {
                    bytes[i] = (byte) ~bytes[i];
                }
            }
        }

        /** Of a key whose type nobody stated, that of the first value; all others must be like it. */
        private Codec<Object> codecFor(Object value) {
            if (spec.type().isUnknown() && value.getClass() != seen) {
                if (seen != null) {
                    throw new DataflowException(
                            FailureKind.BAD_DATA,
                            "sortBy: the keys are of different types, " + seen.getName() + " and "
                                    + value.getClass().getName() + "; sort by keys of one type");
                }
                seen = value.getClass();
                Codec<Object> derived = Codecs.derive(ValueType.of(value.getClass()));
                if (!derived.ordered()) {
                    throw new DataflowException(
                            FailureKind.INVALID_PLAN, "sortBy: keys of type " + seen.getName() + " have no order");
                }
                codec = derived;
            }
            return Objects.requireNonNull(codec);
        }
    }
}
