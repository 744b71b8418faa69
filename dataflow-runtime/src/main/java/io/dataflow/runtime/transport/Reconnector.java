package io.dataflow.runtime.transport;

import io.dataflow.runtime.loop.Clock;
import io.dataflow.runtime.loop.EventLoop;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes another connection to a peer whose connection broke: tries again with growing pauses until it succeeds or a limit
 * of time is over. Works on a thread of its own, which the first attempt starts. Safe for use by many threads.
 */
public final class Reconnector implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Reconnector.class);

    /** Half of what the shortest pause is at least: a coordinator that closes a connection can take another at once. */
    private static final long FIRST_PAUSE_MILLIS = 50;

    /** A coordinator that comes back has its thousand workers and clients within the second. */
    private static final long LAST_PAUSE_MILLIS = 1_000;

    private final Transport transport;
    private final String address;
    private final long limitNanos;
    private final DoubleSupplier random;
    private final Clock clock;
    private final EventLoop loop;
    private volatile boolean closed;

    /**
     * @param limitMillis how long it tries
     * @param random from 0 to 1; spreads the tries of many that lost the same peer
     */
    public Reconnector(Transport transport, String address, long limitMillis, DoubleSupplier random, Clock clock) {
        this.transport = transport;
        this.address = address;
        this.limitNanos = TimeUnit.MILLISECONDS.toNanos(limitMillis);
        this.random = random;
        this.clock = clock;
        this.loop = new EventLoop(
                "dataflow-reconnect", clock, failure -> LOG.error("Reconnecting to {} failed", address, failure));
    }

    /**
     * Begins to try, and returns at once. Calls one of the two on its own thread; none after it was closed.
     *
     * @param handler of the new connection
     */
    public void reconnect(ConnectionHandler handler, Consumer<Connection> connected, Runnable givenUp) {
        next(new Round(handler, connected, givenUp, clock.nanos()), 0);
    }

    private record Round(
            ConnectionHandler handler, Consumer<Connection> connected, Runnable givenUp, long startedNanos) {}

    private void next(Round round, int tries) {
        loop.schedule(pauseMillis(tries), () -> attempt(round, tries));
    }

    private long pauseMillis(int tries) {
        long most = Math.min(LAST_PAUSE_MILLIS, FIRST_PAUSE_MILLIS << Math.min(tries, 10));
        return (long) (most * (0.5 + random.getAsDouble() / 2));
    }

    private void attempt(Round round, int tries) {
        if (closed) {
            return;
        }
        Connection connection;
        try {
            connection = transport.connect(address, round.handler());
        } catch (RuntimeException failure) {
            if (clock.nanos() - round.startedNanos() >= limitNanos) {
                LOG.warn("Gave up to reconnect to {}: {}", address, failure.getMessage());
                round.givenUp().run();
            } else {
                next(round, tries + 1);
            }
            return;
        }
        round.connected().accept(connection);
    }

    /** Ends the tries; waits for one that is under way, so close the transport before if that may take long. */
    @Override
    public void close() {
        closed = true;
        loop.close();
    }
}
