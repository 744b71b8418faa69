package io.dataflow.api.function;

import io.dataflow.api.codec.ByteInput;
import io.dataflow.api.codec.ByteOutput;
import io.dataflow.api.codec.Codec;
import io.dataflow.api.codec.Codecs;
import io.dataflow.api.codec.ValueType;
import io.dataflow.api.failure.DataflowException;
import io.dataflow.api.failure.FailureKind;
import java.io.Serializable;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A value that many tasks need, such as a table to look things up in. It is sent to each worker once, not with every
 * function that uses it, and is made once for each job there. Read only: tasks share it. It counts as an object of the program,
 * not as memory of the engine. Made by {@code Session.broadcast} and {@code Dataset.broadcast}; safe for use by many threads.
 *
 * <pre>{@code
 * Broadcast<Map<String, String>> german = session.broadcast(Map.of("one", "eins", "two", "zwei"));
 * lines.map(word -> german.value().getOrDefault(word, word));
 * }</pre>
 *
 * @param <T> the value, of a type that records may have
 */
public final class Broadcast<T> implements Serializable {
    private static final long serialVersionUID = 1L;

    /** The largest value, encoded; more is a dataset, to be joined. */
    public static final int MAX_BYTES = 256 << 20;

    private final String id;
    private final ValueType type;
    private final transient byte @Nullable [] bytes;
    private transient volatile @Nullable T value;
    private transient volatile @Nullable Function<Broadcast<?>, Object> source;

    private Broadcast(String id, ValueType type, byte[] bytes, T value) {
        this.id = id;
        this.type = type;
        this.bytes = bytes;
        this.value = value;
    }

    /** Encodes the value. For sessions; programs ask those. */
    public static <T> Broadcast<T> of(T value, ValueType type) {
        Codec<T> codec = Codecs.derive(type);
        ByteOutput output = new ByteOutput();
        try {
            codec.encode(value, output);
        } catch (DataflowException refused) {
            throw new DataflowException(
                    FailureKind.INVALID_PLAN,
                    "broadcast: the value cannot be encoded. " + refused.getMessage(),
                    refused);
        }
        byte[] bytes = output.toByteArray();
        if (bytes.length > MAX_BYTES) {
            throw new DataflowException(
                    FailureKind.INVALID_PLAN,
                    "broadcast: the value has " + bytes.length + " bytes, and " + MAX_BYTES
                            + " are allowed; read it as a dataset and join it");
        }
        return new Broadcast<>(sha256(bytes), type, bytes, value);
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException impossible) {
            throw new AssertionError("every JDK has SHA-256", impossible);
        }
    }

    /** The value; the first call in a job on a worker decodes it. */
    @SuppressWarnings("unchecked")
    public T value() {
        T known = value;
        if (known == null) {
            Function<Broadcast<?>, Object> from = source;
            if (from == null) {
                throw new DataflowException(
                        FailureKind.INTERNAL, "A broadcast value is asked for outside of a task and of its program");
            }
            known = (T) from.apply(this);
            value = known;
        }
        return known;
    }

    /** Names the value by its content. */
    public String id() {
        return id;
    }

    /** The encoded value, where it was made; elsewhere null. */
    @SuppressWarnings("ReturnsNullArray")
    public byte @Nullable [] bytes() {
        return bytes;
    }

    /** Decodes the value. */
    public Object decode(byte[] encoded, ClassLoader loader) {
        ByteInput input = new ByteInput();
        input.reset(encoded, 0, encoded.length);
        return Codecs.derive(type, loader).decode(input);
    }

    /** Says where a copy that came with a plan has its value from. For engines. */
    public void bind(Function<Broadcast<?>, Object> from) {
        source = from;
    }

    @Override
    public String toString() {
        return "broadcast " + type;
    }
}
