package io.dataflow.runtime.transport;

import java.util.Optional;

/**
 * How a {@link NettyTransport} behaves.
 *
 * @param secret what both sides must know; empty for none, which confines servers to the loopback address
 * @param maxFrameBytes longer messages are neither sent nor read; blocks have a bound of their own
 * @param maxQueuedBytes a connection whose peer is this far behind is closed
 * @param maxUnauthenticatedConnections so many at once, per listener; one more, and the one that takes longest is closed
 * @param tls how everything is encrypted; empty for not at all
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared, and never printed.
public record TransportOptions(
        byte[] secret,
        int maxFrameBytes,
        long maxQueuedBytes,
        int handshakeTimeoutMillis,
        int connectTimeoutMillis,
        int maxUnauthenticatedConnections,
        int threadCount,
        Optional<Tls> tls) {

    /** Plans with their captured values, and the sizes of outputs with 32,768 partitions, are far below. */
    private static final int DEFAULT_MAX_FRAME_BYTES = 64 << 20;

    /** 512 streams with a full window of 512 KiB each. */
    private static final long DEFAULT_MAX_QUEUED_BYTES = 256L << 20;

    private static final int DEFAULT_TIMEOUT_MILLIS = 5_000;

    private static final int DEFAULT_MAX_UNAUTHENTICATED = 64;

    /** One thread moves more than a network of 10 Gbit/s; the other is there for when one is busy. */
    private static final int DEFAULT_THREAD_COUNT = 2;

    public TransportOptions {
        secret = secret.clone();
        positive("maxFrameBytes", maxFrameBytes);
        positive("maxQueuedBytes", maxQueuedBytes);
        positive("handshakeTimeoutMillis", handshakeTimeoutMillis);
        positive("connectTimeoutMillis", connectTimeoutMillis);
        positive("maxUnauthenticatedConnections", maxUnauthenticatedConnections);
        positive("threadCount", threadCount);
    }

    /** Without a secret. */
    public static TransportOptions defaults() {
        return new TransportOptions(
                new byte[0],
                DEFAULT_MAX_FRAME_BYTES,
                DEFAULT_MAX_QUEUED_BYTES,
                DEFAULT_TIMEOUT_MILLIS,
                DEFAULT_TIMEOUT_MILLIS,
                DEFAULT_MAX_UNAUTHENTICATED,
                DEFAULT_THREAD_COUNT,
                Optional.empty());
    }

    public TransportOptions withSecret(byte[] newSecret) {
        return new TransportOptions(
                newSecret,
                maxFrameBytes,
                maxQueuedBytes,
                handshakeTimeoutMillis,
                connectTimeoutMillis,
                maxUnauthenticatedConnections,
                threadCount,
                tls);
    }

    public TransportOptions withTls(Tls newTls) {
        return new TransportOptions(
                secret,
                maxFrameBytes,
                maxQueuedBytes,
                handshakeTimeoutMillis,
                connectTimeoutMillis,
                maxUnauthenticatedConnections,
                threadCount,
                Optional.of(newTls));
    }

    boolean hasSecret() {
        return secret.length > 0;
    }

    private static void positive(String name, long value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + " must be positive, not " + value);
        }
    }
}
