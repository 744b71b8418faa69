package io.dataflow.runtime.transport;

import java.security.SecureRandom;
import java.util.Arrays;

/** The connecting side's part in a {@link Handshake}. */
final class ClientHandshake implements Handshake {
    /** What the server is asked for next. */
    private enum Step {
        PREAMBLE,
        NONCE_AND_PROOF,
        WELCOME,
        COMPLETE
    }

    private final Proof proof;
    private final byte[] clientNonce = new byte[Proof.NONCE_BYTES];
    private Step step = Step.PREAMBLE;

    ClientHandshake(Proof proof, SecureRandom random) {
        this.proof = proof;
        random.nextBytes(clientNonce);
    }

    @Override
    public byte[] begin() {
        return Proof.join(Proof.preamble(), clientNonce);
    }

    @Override
    public int wantedBytes() {
        return switch (step) {
            case PREAMBLE -> Proof.PREAMBLE_BYTES;
            case NONCE_AND_PROOF -> Proof.NONCE_BYTES + Proof.PROOF_BYTES;
            case WELCOME -> 1;
            case COMPLETE -> 0;
        };
    }

    @Override
    public byte[] receive(byte[] bytes) throws HandshakeRefusedException {
        assert bytes.length == wantedBytes() : bytes.length;
        return switch (step) {
            case PREAMBLE -> {
                Proof.checkPreamble(bytes, new byte[0]);
                step = Step.NONCE_AND_PROOF;
                yield new byte[0];
            }
            case NONCE_AND_PROOF -> {
                step = Step.WELCOME;
                yield answer(bytes);
            }
            case WELCOME -> {
                if (bytes[0] != 1) {
                    throw new HandshakeRefusedException("it answered the proof with " + bytes[0]);
                }
                step = Step.COMPLETE;
                yield new byte[0];
            }
            case COMPLETE -> throw new IllegalStateException("The handshake is complete");
        };
    }

    private byte[] answer(byte[] nonceAndProof) throws HandshakeRefusedException {
        byte[] serverNonce = Arrays.copyOf(nonceAndProof, Proof.NONCE_BYTES);
        byte[] serverProof = Arrays.copyOfRange(nonceAndProof, Proof.NONCE_BYTES, nonceAndProof.length);
        if (!proof.isRight(serverProof, Proof.Role.SERVER, clientNonce, serverNonce)) {
            throw new HandshakeRefusedException("the secrets differ; give both sides the same --secret-file");
        }
        return proof.of(Proof.Role.CLIENT, clientNonce, serverNonce);
    }

    @Override
    public boolean complete() {
        return step == Step.COMPLETE;
    }
}
