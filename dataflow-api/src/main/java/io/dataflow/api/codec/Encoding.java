package io.dataflow.api.codec;

/**
 * The inside of a derived codec: how values of one type are laid out, without the checks at its edges. Values are never
 * null; whoever contains nullable values records which are. Every encoding of a value has at least one byte, so that a
 * count of values can be checked against the bytes that are left. Immutable once derived, safe for use by many threads.
 */
abstract class Encoding {

    abstract void encode(Object value, ByteOutput output);

    abstract Object decode(ByteInput input);

    /** Whether {@link #encodeOrdered} is supported. */
    boolean ordered() {
        return false;
    }

    /** As {@link Codec#encodeOrdered}. */
    void encodeOrdered(Object value, ByteOutput output) {
        throw new UnsupportedOperationException("The type has no order");
    }
}
