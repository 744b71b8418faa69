package io.dataflow.shuffle.file;

import io.dataflow.shuffle.block.CorruptBlockException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** The key of an {@link EncryptedSpillDirectory}, which has the format. Safe for use by many threads. */
final class SpillKey {
    static final int HEADER_BYTES = 16;
    static final int TAG_BYTES = 16;

    /** Small enough that a reader of a short segment decrypts little that it does not want; the tags take a thousandth. */
    static final int CHUNK_BYTES = 16 << 10;

    static final int SEALED_BYTES = CHUNK_BYTES + TAG_BYTES;

    private static final String CIPHER = "AES/GCM/NoPadding";
    private static final int KEY_BYTES = 32;
    private static final int NONCE_BYTES = 12;

    /** The last place that fits the nonce: files of 64 TiB. */
    private static final long MAX_CHUNK = (1L << 32) - 1;

    private static final byte[] MAGIC = "DFCRYPT1".getBytes(StandardCharsets.US_ASCII);

    private final SecretKeySpec key;

    private SpillKey(byte[] bytes) {
        key = new SecretKeySpec(bytes, "AES");
    }

    static SpillKey random(SecureRandom random) {
        byte[] bytes = new byte[KEY_BYTES];
        random.nextBytes(bytes);
        SpillKey made = new SpillKey(bytes);
        Arrays.fill(bytes, (byte) 0);
        return made;
    }

    /** The number of the file that begins with the first {@code length} bytes of {@code header}. */
    static long fileNumber(byte[] header, int length, String label) throws CorruptBlockException {
        if (length < HEADER_BYTES) {
            throw CorruptBlockException.truncated(label, 0, HEADER_BYTES, length);
        }
        if (!Arrays.equals(header, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
            throw new CorruptBlockException(label + " does not begin with DFCRYPT1; it is no encrypted spill file");
        }
        return ByteBuffer.wrap(header).getLong(MAGIC.length);
    }

    /** Seals and opens the chunks of one file. Confined to one thread. */
    static final class Chunks {
        private final SpillKey key;
        private final String label;
        private final long file;
        private final byte[] inner;
        private final byte[] last;
        private final Cipher cipher;

        Chunks(SpillKey key, String label, String name, long file) {
            this.key = key;
            this.label = label;
            this.file = file;
            inner = additionalData(name, false);
            last = additionalData(name, true);
            try {
                cipher = Cipher.getInstance(CIPHER);
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("This Java runtime lacks " + CIPHER + ", which all must have", e);
            }
        }

        /** Whether a chunk is the last, and which file it is of. */
        private static byte[] additionalData(String name, boolean isLast) {
            byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
            return ByteBuffer.allocate(1 + bytes.length)
                    .put((byte) (isLast ? 1 : 0))
                    .put(bytes)
                    .array();
        }

        byte[] header() {
            return ByteBuffer.allocate(HEADER_BYTES).put(MAGIC).putLong(file).array();
        }

        private void begin(int mode, long chunk, boolean isLast) throws GeneralSecurityException {
            byte[] nonce = ByteBuffer.allocate(NONCE_BYTES)
                    .putLong(file)
                    .putInt((int) chunk)
                    .array();
            cipher.init(mode, key.key, new GCMParameterSpec(TAG_BYTES * Byte.SIZE, nonce));
            cipher.updateAAD(isLast ? last : inner);
        }

        /** Returns how many bytes of {@code sealed} are used. Each chunk may be sealed once. */
        int seal(long chunk, boolean isLast, byte[] clear, int length, byte[] sealed) throws IOException {
            if (chunk > MAX_CHUNK) {
                throw new IOException(label + " has reached the greatest length of an encrypted file");
            }
            try {
                begin(Cipher.ENCRYPT_MODE, chunk, isLast);
                return cipher.doFinal(clear, 0, length, sealed, 0);
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("Cannot encrypt " + label, e);
            }
        }

        /** Returns how many bytes of {@code clear} are used. */
        int unseal(long chunk, boolean isLast, byte[] sealed, int length, byte[] clear) throws CorruptBlockException {
            try {
                begin(Cipher.DECRYPT_MODE, chunk, isLast);
                return cipher.doFinal(sealed, 0, length, clear, 0);
            } catch (AEADBadTagException e) {
                throw new CorruptBlockException("Chunk " + chunk + " of " + label
                        + " is not what this process has encrypted; the disk or somebody altered it");
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("Cannot decrypt " + label, e);
            }
        }
    }
}
