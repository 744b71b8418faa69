package io.dataflow.runtime.transport;

import java.security.SecureRandom;

/** The listening side's part in a {@link Handshake}. */
final class ServerHandshake implements Handshake {
    /** What the client is asked for next. */
    private enum Step {
        PREAMBLE,
        NONCE,
        PROOF,
        COMPLETE
    }

    private final Proof proof;
    private final byte[] serverNonce = new byte[Proof.NONCE_BYTES];
    private byte[] clientNonce = new byte[0];
    private Step step = Step.PREAMBLE;

    ServerHandshake(Proof proof, SecureRandom random) {
        this.proof = proof;
        random.nextBytes(serverNonce);
    }

    @Override
    public byte[] begin() {
        return new byte[0];
    }

    @Override
    public int wantedBytes() {
        return switch (step) {
            case PREAMBLE -> Proof.PREAMBLE_BYTES;
            case NONCE -> Proof.NONCE_BYTES;
            case PROOF -> Proof.PROOF_BYTES;
            case COMPLETE -> 0;
        };
    }

    @Override
    public byte[] receive(byte[] bytes) throws HandshakeRefusedException {
        assert bytes.length == wantedBytes() : bytes.length;
        return switch (step) {
            case PREAMBLE -> {
                Proof.checkPreamble(bytes, Proof.preamble());
                step = Step.NONCE;
                yield new byte[0];
            }
            case NONCE -> {
                clientNonce = bytes;
                step = Step.PROOF;
                yield Proof.join(Proof.preamble(), serverNonce, proof.of(Proof.Role.SERVER, clientNonce, serverNonce));
            }
            case PROOF -> {
                if (!proof.isRight(bytes, Proof.Role.CLIENT, clientNonce, serverNonce)) {
                    throw new HandshakeRefusedException("it does not know the secret");
                }
                step = Step.COMPLETE;
                yield new byte[] {1};
            }
            case COMPLETE -> throw new IllegalStateException("The handshake is complete");
        };
    }

    @Override
    public boolean complete() {
        return step == Step.COMPLETE;
    }
}
