package io.dataflow.api.io;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Serializable;
import java.util.Optional;

/**
 * How the bytes of a file are packed; known by the end of its name. gzip is built in, others are found as services: a jar
 * names its implementations in {@code META-INF/services/io.dataflow.api.io.Compression}.
 *
 * <p>Implementations have no state. They travel with the plan, so that workers need not have them.
 *
 * <pre>{@code
 * try (InputStream unpacked = Compression.gzip().unpack(Files.newInputStream(folder.resolve("log.gz")))) {
 *     System.out.println(unpacked.readAllBytes().length);
 * }
 * }</pre>
 */
public interface Compression extends Serializable {

    /** For messages: {@code gzip}. */
    String name();

    /** How names of such files end: {@code .gz}. */
    String extension();

    /**
     * The bytes that were packed. Malformed or truncated input is an {@link IOException} from here or from reading, never
     * an allocation larger than the format's blocks. Closing the stream closes {@code stored}.
     */
    InputStream unpack(InputStream stored) throws IOException;

    /** Packs what is written to it. Closing the stream writes the end of the format and closes {@code stored}. */
    OutputStream pack(OutputStream stored) throws IOException;

    /** The one that is built in. */
    static Compression gzip() {
        return new Gzip();
    }

    /**
     * The compression whose extension {@code fileName} has; empty for a plain file. Fails for a file that is packed in a
     * way that is known but not on the class path.
     */
    static Optional<Compression> of(String fileName) {
        return Optional.ofNullable(Compressions.find(fileName));
    }
}
