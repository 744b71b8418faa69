package io.dataflow.runtime.closure;

import io.dataflow.api.failure.DataflowException;
import io.dataflow.api.failure.FailureKind;
import io.dataflow.runtime.protocol.ArtifactId;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;

/**
 * One artifact on its way into an {@link ArtifactStore}. Chunks come in order; {@link #finish} checks size and hash and
 * puts the file in its place. Closing it before that deletes what was written.
 *
 * <p>Confined to one thread at a time.
 */
public final class ArtifactWriter implements Closeable {
    private final ArtifactStore store;
    private final ArtifactId id;
    private final Path file;
    private final FileChannel channel;
    private final MessageDigest digest = Sha256.newDigest();
    private long writtenBytes;
    private boolean ended;

    /** Takes ownership of {@code file}, which exists and is empty. */
    ArtifactWriter(ArtifactStore store, ArtifactId id, Path file) throws IOException {
        this.store = store;
        this.id = id;
        this.file = file;
        this.channel = FileChannel.open(file, StandardOpenOption.WRITE);
    }

    /** The bytes that were taken so far. */
    public long writtenBytes() {
        return writtenBytes;
    }

    /** Takes all of {@code chunk}; more bytes than were announced are refused, and the artifact given up. */
    public void write(ByteBuffer chunk) {
        requireOpen();
        if (chunk.remaining() > id.sizeBytes() - writtenBytes) {
            throw giveUp(corrupt("brought more than its " + id.sizeBytes() + " bytes"));
        }
        writtenBytes += chunk.remaining();
        digest.update(chunk.duplicate());
        try {
            while (chunk.hasRemaining()) {
                channel.write(chunk);
            }
        } catch (IOException e) {
            throw giveUp(store.diskFailure("write", e));
        }
    }

    /**
     * Makes the artifact part of the store, where it waits for its first pin. An artifact whose size or hash is not the
     * announced one is deleted.
     */
    public void finish() {
        requireOpen();
        if (writtenBytes != id.sizeBytes()) {
            throw giveUp(corrupt("ended after " + writtenBytes + " of " + id.sizeBytes() + " bytes"));
        }
        String hash = Sha256.hex(digest);
        if (!hash.equals(id.hash())) {
            throw giveUp(corrupt("has the SHA-256 " + hash));
        }
        try {
            if (store.isLasting()) {
                channel.force(true);
            }
            channel.close();
        } catch (IOException e) {
            throw giveUp(store.diskFailure("write", e));
        }
        ended = true;
        store.publish(id, file);
    }

    private DataflowException corrupt(String what) {
        return new DataflowException(
                FailureKind.CORRUPTION,
                "Artifact " + ArtifactStore.printable(id) + " " + what
                        + "; the transfer altered it or its file changed meanwhile, and it must be sent again");
    }

    private void requireOpen() {
        if (ended) {
            throw new IllegalStateException("Artifact " + ArtifactStore.printable(id) + " has ended");
        }
    }

    private DataflowException giveUp(DataflowException failure) {
        try {
            close();
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
        return failure;
    }

    @Override
    public void close() throws IOException {
        if (ended) {
            return;
        }
        ended = true;
        try {
            channel.close();
        } finally {
            try {
                Files.deleteIfExists(file);
            } finally {
                store.abandon(id);
            }
        }
    }
}
