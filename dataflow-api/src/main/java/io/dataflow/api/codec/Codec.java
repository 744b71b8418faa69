package io.dataflow.api.codec;

import java.io.Serializable;

/**
 * How records of one type become bytes and come back.
 *
 * <p>The encoding is canonical: two values are equal to Dataflow exactly when their bytes are equal. Grouping, joining and
 * partitioning look at nothing else, so {@code encode} must give the same bytes for equal values in every JVM, and must not
 * depend on identity hash codes, iteration orders of hash collections, locales or default charsets.
 *
 * <p>Codecs are immutable, serializable and safe for use by many threads. {@code encode} refuses what it cannot represent
 * with a {@link io.dataflow.api.failure.DataflowException} of kind {@code BAD_DATA}; {@code decode} of bytes that
 * {@code encode} did not write may throw the same, never read outside the input, and never allocate more than in
 * proportion to its length. What a codec throws otherwise fails the job as {@code USER_CODE}, with the codec's name.
 *
 * <p>A program gives a codec to its classes with {@link EncodedBy}, to records with {@code Dataset.as(type, codec)}, and to
 * keys and other results of functions with {@link Typed}. {@code io.dataflow.api.testing.CodecContract} checks it. A codec
 * may use another: a derived one, say, for the parts of its values. Within records and other values the bytes of a program's
 * codec stand behind their number, so the input of {@code decode} ends where those bytes end.
 */
public interface Codec<T> extends Serializable {

    /** Appends the canonical bytes of {@code value}, which is not null: null is recorded by what contains the value. */
    void encode(T value, ByteOutput output);

    /** Reads one value, which is not null, leaving the input right behind it. */
    T decode(ByteInput input);

    /** Whether {@link #encodeOrdered} is supported: whether the type has an order. */
    default boolean ordered() {
        return false;
    }

    /**
     * Appends bytes whose unsigned lexicographic order is the order of the values, and of which none is a prefix of
     * another, so that ordered encodings can be concatenated to order by several keys. Need not be decodable.
     */
    default void encodeOrdered(T value, ByteOutput output) {
        throw new UnsupportedOperationException(this + " has no order");
    }
}
