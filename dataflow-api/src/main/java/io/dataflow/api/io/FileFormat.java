package io.dataflow.api.io;

import io.dataflow.api.codec.ValueType;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Serializable;

/**
 * How records become the bytes of a file: what a {@link FileSink} has to know of text, CSV and their like. Immutable.
 *
 * <pre>{@code
 * static final class Keys implements FileFormat<Long> {
 *     @Override
 *     public String name() {
 *         return "keys";
 *     }
 *
 *     @Override
 *     public String extension() {
 *         return ".bin";
 *     }
 *
 *     @Override
 *     public RecordWriter<Long> open(OutputStream output) {
 *         DataOutputStream data = new DataOutputStream(output);
 *         return data::writeLong;
 *     }
 * }
 * }</pre>
 *
 * @param <T> the records
 */
public interface FileFormat<T> extends Serializable {

    /** For plans and messages: {@code CSV}. */
    String name();

    /** How names of such files end, before the extension of a compression: {@code .csv}; may be empty. */
    String extension();

    /** The format for records of this type; see {@link Sink#forType}. */
    default FileFormat<T> forType(ValueType type) {
        return this;
    }

    /**
     * Begins a file; what stands before the first record is written here. {@code output} is buffered, ignores flushes, and
     * is closed by the caller after {@link RecordWriter#finish}.
     */
    RecordWriter<T> open(OutputStream output) throws IOException;

    /** Writes the records of one file. Confined to one thread. */
    interface RecordWriter<T> {

        /** Nothing of the record is held back, so that the size of the file is known. */
        void write(T record) throws IOException;

        /** Writes what stands behind the last record, if anything. */
        default void finish() throws IOException {}
    }
}
