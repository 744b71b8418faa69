package io.dataflow.runtime.transport;

import java.io.IOException;

/** The peer is not one of ours, or of another version. {@code lastWord} is sent to it before the connection is closed. */
final class HandshakeRefusedException extends IOException {
    private static final long serialVersionUID = 1L;

    private final transient byte[] lastWord;

    HandshakeRefusedException(String reason) {
        this(reason, new byte[0]);
    }

    HandshakeRefusedException(String reason, byte[] lastWord) {
        super(reason);
        this.lastWord = lastWord;
    }

    byte[] lastWord() {
        return lastWord;
    }
}
