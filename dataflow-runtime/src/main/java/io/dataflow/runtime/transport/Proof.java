package io.dataflow.runtime.transport;

import io.dataflow.runtime.protocol.MessageCodec;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The secret, and what can be proved with it; see {@link Handshake}. Safe for use by many threads. */
final class Proof {
    static final int NONCE_BYTES = 32;
    static final int PROOF_BYTES = 32;
    static final int PREAMBLE_BYTES = 8;

    private static final String ALGORITHM = "HmacSHA256";
    private static final int MAGIC = 0x44464C57; // "DFLW"

    /** Stands before the secret, so that the key is not empty when the secret is. */
    private static final byte[] KEY_PREFIX = "dataflow".getBytes(StandardCharsets.US_ASCII);

    /** Who proves. A proof of one role is none of the other. */
    enum Role {
        CLIENT("client"),
        SERVER("server");

        private final String label;

        Role(String label) {
            this.label = label;
        }
    }

    private final SecretKeySpec key;

    /** What proofs are good for besides the two nonces; nothing without TLS. */
    private final byte[] binding;

    Proof(byte[] secret) {
        this(keyOf(secret), new byte[0]);
    }

    private Proof(SecretKeySpec key, byte[] binding) {
        this.key = key;
        this.binding = binding;
    }

    /** The same secret, in proofs that count on a channel with this binding only. */
    Proof boundTo(byte[] newBinding) {
        return new Proof(key, newBinding.clone());
    }

    private static SecretKeySpec keyOf(byte[] secret) {
        byte[] prefixed = Arrays.copyOf(KEY_PREFIX, KEY_PREFIX.length + secret.length);
        System.arraycopy(secret, 0, prefixed, KEY_PREFIX.length, secret.length);
        return new SecretKeySpec(prefixed, ALGORITHM);
    }

    byte[] of(Role role, byte[] clientNonce, byte[] serverNonce) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            mac.update(role.label.getBytes(StandardCharsets.US_ASCII));
            mac.update(preamble());
            mac.update(clientNonce);
            mac.update(serverNonce);
            mac.update(binding);
            return mac.doFinal();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This Java runtime lacks " + ALGORITHM + ", which all must have", e);
        }
    }

    /** Takes the same time wherever the first difference is. */
    boolean isRight(byte[] proof, Role role, byte[] clientNonce, byte[] serverNonce) {
        return MessageDigest.isEqual(proof, of(role, clientNonce, serverNonce));
    }

    /** The magic number and our version. */
    static byte[] preamble() {
        return ByteBuffer.allocate(PREAMBLE_BYTES)
                .putInt(MAGIC)
                .putInt(MessageCodec.PROTOCOL_VERSION)
                .array();
    }

    /** Refuses what is not the preamble of a peer of our version. {@code lastWord} is the answer to another version. */
    static void checkPreamble(byte[] preamble, byte[] lastWord) throws HandshakeRefusedException {
        ByteBuffer in = ByteBuffer.wrap(preamble);
        if (in.getInt() != MAGIC) {
            throw new HandshakeRefusedException("it does not speak the Dataflow protocol; check host and port");
        }
        int version = in.getInt();
        if (version != MessageCodec.PROTOCOL_VERSION) {
            throw new HandshakeRefusedException(
                    "it speaks version " + version + " of the protocol and this side version "
                            + MessageCodec.PROTOCOL_VERSION + "; use the same release of Dataflow on both sides",
                    lastWord);
        }
    }

    static byte[] join(byte[]... parts) {
        ByteBuffer joined = ByteBuffer.allocate(
                Arrays.stream(parts).mapToInt(part -> part.length).sum());
        for (byte[] part : parts) {
            joined.put(part);
        }
        return joined.array();
    }
}
