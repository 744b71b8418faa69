package io.dataflow.runtime.transport;

/**
 * One side's part in proving to each other that both know the secret, before anything else is said.
 *
 * <pre>
 * client to server   "DFLW", version (4 bytes), client nonce (32)
 * server to client   "DFLW", version (4 bytes), server nonce (32), proof of the server (32)
 * client to server   proof of the client (32)
 * server to client   1 (1 byte)
 * </pre>
 *
 * <p>A proof is HMAC-SHA256, under the secret, of the role that proves, the version and both nonces; within TLS also of the
 * SHA-256 of the server's certificate, so that a proof made for one server cannot be passed on to another. The secret is
 * never sent; a proof is good for one connection and one role, so neither a replayed nor a reflected one is accepted. The
 * first eight bytes of either side are the same in all versions. Confined to one thread.
 */
interface Handshake {
    /** What this side says before it hears anything; may be nothing. */
    byte[] begin();

    /** The exact number of bytes to be received next. */
    int wantedBytes();

    /** Takes {@link #wantedBytes()} bytes and returns what to answer; may be nothing. */
    byte[] receive(byte[] bytes) throws HandshakeRefusedException;

    /** Whether the peer has proved itself. */
    boolean complete();
}
