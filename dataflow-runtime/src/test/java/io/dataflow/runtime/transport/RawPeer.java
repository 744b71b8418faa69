package io.dataflow.runtime.transport;

import io.dataflow.runtime.protocol.Message;
import io.dataflow.runtime.protocol.MessageCodec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.security.SecureRandom;

/** A socket that says what no honest client would. */
final class RawPeer implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 20_000;

    private final Socket socket;
    private final MessageCodec codec = new MessageCodec();

    RawPeer(String address) throws IOException {
        HostPort hostPort = HostPort.parse(address);
        socket = new Socket(hostPort.host(), hostPort.port());
        socket.setSoTimeout(PATIENCE_MILLIS);
    }

    /** One that has proved itself. */
    static RawPeer authenticated(String address, byte[] secret) throws IOException {
        RawPeer peer = new RawPeer(address);
        Handshake handshake = new ClientHandshake(new Proof(secret), new SecureRandom());
        peer.say(handshake.begin());
        while (!handshake.complete()) {
            peer.say(handshake.receive(peer.hear(handshake.wantedBytes())));
        }
        return peer;
    }

    void say(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
    }

    /** Nothing more is said; the other side may still answer. */
    void endOutput() throws IOException {
        socket.shutdownOutput();
    }

    void send(Message message) throws IOException {
        for (ByteBuffer part : codec.encode(message)) {
            byte[] bytes = new byte[part.remaining()];
            part.get(bytes);
            say(bytes);
        }
    }

    /** Exactly so many bytes; fewer at the end of the stream. */
    byte[] hear(int count) throws IOException {
        return socket.getInputStream().readNBytes(count);
    }

    /** Everything until the other side closes; also when it does so hard. */
    byte[] hearAll() {
        try {
            return socket.getInputStream().readAllBytes();
        } catch (java.net.SocketTimeoutException e) {
            throw new AssertionError("The connection was not closed", e);
        } catch (IOException e) {
            return new byte[0];
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
