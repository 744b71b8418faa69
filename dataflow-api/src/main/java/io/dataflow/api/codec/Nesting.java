package io.dataflow.api.codec;

import io.dataflow.api.failure.DataflowException;
import io.dataflow.api.failure.FailureKind;

/**
 * A value that contains values, which may contain values in turn. It counts how deep they nest, so that neither a value
 * nor bytes from outside can overflow the stack.
 */
abstract class Nesting extends Encoding {
    /** A level takes up to half a kilobyte of stack; the smallest stacks in use have 512 and are not empty. */
    static final int MAX_DEPTH = 500;

    static int enter(int depth) {
        if (depth == MAX_DEPTH) {
            throw new DataflowException(
                    FailureKind.BAD_DATA,
                    "A record nests more than " + MAX_DEPTH + " levels deep; keep long chains in a List");
        }
        return depth + 1;
    }

    @Override
    final void encode(Object value, ByteOutput output) {
        output.enter();
        try {
            encodeInside(value, output);
        } finally {
            output.leave();
        }
    }

    @Override
    final Object decode(ByteInput input) {
        input.enter();
        try {
            return decodeInside(input);
        } finally {
            input.leave();
        }
    }

    abstract void encodeInside(Object value, ByteOutput output);

    abstract Object decodeInside(ByteInput input);
}
