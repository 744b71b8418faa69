package io.dataflow.runtime.protocol;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * Something that a client gives to attempts: the program of a stage, the splits of a task. Between them nobody looks into it. It is
 * bytes, or, where no message leaves the process, the object itself. Immutable if the object is.
 */
public final class Parcel implements Serializable {
    private static final long serialVersionUID = 1L;

    private final byte @Nullable [] bytes;
    private final @Nullable Serializable object;

    private Parcel(byte @Nullable [] bytes, @Nullable Serializable object) {
        this.bytes = bytes;
        this.object = object;
    }

    /** An object that was serialized; the array is not copied. */
    public static Parcel serialized(byte[] bytes) {
        return new Parcel(bytes, null);
    }

    /** An object as it is, for a coordinator and workers that are all in this process. */
    public static Parcel here(Serializable object) {
        return new Parcel(null, object);
    }

    /** The object itself; null if it was serialized. */
    public <T> @Nullable T here(Class<T> type) {
        return type.cast(object);
    }

    /** How many bytes are sent; none of what stays in the process. */
    public int length() {
        return bytes == null ? 0 : bytes.length;
    }

    /**
     * The bytes, to be sent or read.
     *
     * @throws IllegalStateException if the object was to stay in the process
     */
    public byte[] bytes() {
        if (bytes == null) {
            throw new IllegalStateException("what a session gives to attempts in its process was sent out of it");
        }
        return bytes;
    }
}
