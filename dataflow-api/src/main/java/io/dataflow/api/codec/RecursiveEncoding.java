package io.dataflow.api.codec;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Stands for the encoding of a type inside of itself. Completed once, before the codec around it is handed out. It has
 * no order, since finding that out would not end.
 */
final class RecursiveEncoding extends Encoding {
    private @Nullable Encoding target;

    void complete(Encoding encoding) {
        assert target == null : "completed twice";
        target = encoding;
    }

    @Override
    void encode(Object value, ByteOutput output) {
        target().encode(value, output);
    }

    @Override
    Object decode(ByteInput input) {
        return target().decode(input);
    }

    private Encoding target() {
        return Objects.requireNonNull(target, "target");
    }
}
