package io.dataflow.runtime.closure;

import io.dataflow.runtime.protocol.ArtifactId;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A jar file that a plan needs, ready to be sent. Closing it deletes the file if it was written for this purpose, and
 * leaves a jar of the program alone.
 *
 * <p>Safe for use by many threads.
 */
public final class Artifact implements Closeable {
    private final ArtifactId id;
    private final Path file;
    private final boolean temporary;

    private Artifact(ArtifactId id, Path file, boolean temporary) {
        this.id = id;
        this.file = file;
        this.temporary = temporary;
    }

    /** A jar that stays where it is. */
    static Artifact ofJar(Path file) throws IOException {
        String name = String.valueOf(file.getFileName());
        return new Artifact(new ArtifactId(Sha256.ofFile(file), name, Files.size(file)), file, false);
    }

    /** Takes ownership of {@code file}. */
    static Artifact ofTemporary(ArtifactId id, Path file) {
        return new Artifact(id, file, true);
    }

    /** Hash, name and size; the name is for people. */
    public ArtifactId id() {
        return id;
    }

    /** Where its bytes are until it is closed. */
    Path file() {
        return file;
    }

    /** Its bytes. The caller closes the stream. */
    public InputStream open() throws IOException {
        return Files.newInputStream(file);
    }

    @Override
    public void close() throws IOException {
        if (temporary) {
            Files.deleteIfExists(file);
        }
    }

    @Override
    public String toString() {
        return id.name() + " (" + id.hash() + ", " + id.sizeBytes() + " bytes)";
    }
}
