package io.dataflow.shuffle.file;

import java.io.IOException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Files of another directory, encrypted and authenticated with a key that exists in this object only: what is left on a
 * disk when the process is gone, or is copied while it runs, can be read by nobody. What was altered, cut off or put in
 * another file's place is refused when it is read.
 *
 * <p>A file is a header and sealed chunks; all of it but the header is ciphertext:
 *
 * <table>
 * <caption>Encrypted file, version 1, big-endian</caption>
 * <tr><th>bytes</th><th>content</th></tr>
 * <tr><td>8</td><td>magic, "DFCRYPT1" in ASCII</td></tr>
 * <tr><td>8</td><td>number of the file, counted from 0 for each key</td></tr>
 * <tr><td>16,400 each, the last one may be shorter</td><td>a chunk: AES-256-GCM of up to 16,384 bytes, and its tag of 16</td></tr>
 * </table>
 *
 * <p>The nonce of a chunk is the number of its file (8 bytes) and its place in the file, counted from 0 (4 bytes). A number
 * is given to one file and a place is written once, so no nonce is used twice under a key. The additional data of a chunk
 * is 1 if it is the last of the file, else 0, and then the file's name; an empty file has one empty chunk.
 *
 * <p>Each open sink and source holds one chunk in the clear and one sealed, outside any budget. Safe for use by many
 * threads.
 */
public final class EncryptedSpillDirectory implements SpillDirectory {
    private final SpillDirectory stored;
    private final SpillKey key;
    private final AtomicLong nextFile = new AtomicLong();

    /** @param random makes the key */
    public EncryptedSpillDirectory(SpillDirectory stored, SecureRandom random) {
        this.stored = stored;
        this.key = SpillKey.random(random);
    }

    @Override
    public SpillSink create(String name) throws IOException {
        SpillSink sink = stored.create(name);
        return new Sink(sink, new SpillKey.Chunks(key, label(name), name, nextFile.getAndIncrement()));
    }

    @Override
    public SpillSource open(String name) throws IOException {
        SpillSource source = stored.open(name);
        try {
            byte[] header = new byte[SpillKey.HEADER_BYTES];
            int read = SpillFooter.read(source, 0, header, 0, header.length);
            long file = SpillKey.fileNumber(header, read, label(name));
            Source opened = new Source(source, new SpillKey.Chunks(key, label(name), name, file), source.sizeBytes());
            opened.unsealLast();
            return opened;
        } catch (IOException | RuntimeException e) {
            source.close();
            throw e;
        }
    }

    private String label(String name) {
        return SpillFile.label(this, name);
    }

    @Override
    public void delete(String name) throws IOException {
        stored.delete(name);
    }

    @Override
    public long usedBytes() {
        return stored.usedBytes();
    }

    @Override
    public String toString() {
        return stored.toString();
    }

    private static final class Sink implements SpillSink {
        private final SpillSink stored;
        private final SpillKey.Chunks chunks;
        private final byte[] clear = new byte[SpillKey.CHUNK_BYTES];
        private final byte[] sealed = new byte[SpillKey.SEALED_BYTES];
        private int filled;
        private long chunk;

        Sink(SpillSink stored, SpillKey.Chunks chunks) {
            this.stored = stored;
            this.chunks = chunks;
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            int at = offset;
            int rest = length;
            while (rest > 0) {
                if (filled == clear.length) {
                    seal(false);
                }
                int part = Math.min(rest, clear.length - filled);
                System.arraycopy(bytes, at, clear, filled, part);
                filled += part;
                at += part;
                rest -= part;
            }
        }

        private void seal(boolean last) throws IOException {
            if (chunk == 0) {
                byte[] header = chunks.header();
                stored.write(header, 0, header.length);
            }
            int length = chunks.seal(chunk, last, clear, filled, sealed);
            stored.write(sealed, 0, length);
            chunk++;
            filled = 0;
        }

        @Override
        public void finish() throws IOException {
            seal(true);
            Arrays.fill(clear, (byte) 0);
            stored.finish();
        }

        @Override
        public void close() {
            Arrays.fill(clear, (byte) 0);
            stored.close();
        }
    }

    private static final class Source implements SpillSource {
        private final SpillSource stored;
        private final SpillKey.Chunks chunks;
        private final long storedBytes;
        private final long chunkCount;
        private final byte[] clear = new byte[SpillKey.CHUNK_BYTES];
        private final byte[] sealed = new byte[SpillKey.SEALED_BYTES];

        /** Which chunk {@code clear} holds, and how many bytes of it; none at first. */
        private long held = -1;

        private int heldBytes;

        Source(SpillSource stored, SpillKey.Chunks chunks, long storedBytes) {
            this.stored = stored;
            this.chunks = chunks;
            this.storedBytes = storedBytes;
            this.chunkCount = (storedBytes - SpillKey.HEADER_BYTES + SpillKey.SEALED_BYTES - 1) / SpillKey.SEALED_BYTES;
        }

        /** A file whose end is missing is refused before anything of it is believed, its length above all. */
        void unsealLast() throws IOException {
            unseal(Math.max(0, chunkCount - 1));
        }

        @Override
        public long sizeBytes() {
            return Math.max(0, storedBytes - SpillKey.HEADER_BYTES - chunkCount * SpillKey.TAG_BYTES);
        }

        @Override
        public int read(long position, byte[] target, int offset, int length) throws IOException {
            if (position >= sizeBytes()) {
                return -1;
            }
            long chunk = position / SpillKey.CHUNK_BYTES;
            if (chunk != held) {
                unseal(chunk);
            }
            int from = (int) (position % SpillKey.CHUNK_BYTES);
            int count = Math.min(length, heldBytes - from);
            System.arraycopy(clear, from, target, offset, count);
            return count;
        }

        private void unseal(long chunk) throws IOException {
            held = -1;
            long at = SpillKey.HEADER_BYTES + chunk * SpillKey.SEALED_BYTES;
            int wanted = (int) Math.max(0, Math.min(SpillKey.SEALED_BYTES, storedBytes - at));
            int read = SpillFooter.read(stored, at, sealed, 0, wanted);
            heldBytes = chunks.unseal(chunk, chunk >= chunkCount - 1, sealed, read, clear);
            held = chunk;
        }

        @Override
        public void close() {
            Arrays.fill(clear, (byte) 0);
            held = -1;
            stored.close();
        }
    }
}
