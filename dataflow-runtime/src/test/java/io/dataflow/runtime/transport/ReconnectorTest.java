package io.dataflow.runtime.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.dataflow.api.failure.DataflowException;
import io.dataflow.api.failure.FailureKind;
import io.dataflow.runtime.loop.Clock;
import io.dataflow.runtime.loop.ManualClock;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ReconnectorTest {
    private static final String ADDRESS = "peer:1";

    private final InProcessTransport peers = new InProcessTransport();
    private final AtomicInteger tries = new AtomicInteger();

    /** Nobody is there for the first tries. */
    private Transport refusing(int count) {
        return new Transport() {
            @Override
            public Listener listen(String address, ConnectionHandler handler) {
                throw new AssertionError("nobody listens");
            }

            @Override
            public Connection connect(String address, ConnectionHandler handler) {
                if (tries.incrementAndGet() <= count) {
                    throw new DataflowException(FailureKind.CONNECTION, "nobody is there");
                }
                return peers.connect(address, handler);
            }

            @Override
            public void close() {
                peers.close();
            }
        };
    }

    @Test
    void it_tries_until_somebody_is_there() throws Exception {
        peers.listen(ADDRESS, new Recorder());
        CompletableFuture<Connection> connected = new CompletableFuture<>();
        try (Reconnector reconnector = new Reconnector(refusing(2), ADDRESS, 60_000, () -> 0, Clock.system())) {
            reconnector.reconnect(new Recorder(), connected::complete, () -> connected.complete(null));

            assertThat(connected.get()).isNotNull();
        }

        assertThat(tries).hasValue(3);
        peers.close();
    }

    @Test
    void it_gives_up_after_its_limit() throws Exception {
        CompletableFuture<Boolean> givenUp = new CompletableFuture<>();
        try (Reconnector reconnector =
                new Reconnector(refusing(Integer.MAX_VALUE), ADDRESS, 100, () -> 0.5, Clock.system())) {
            reconnector.reconnect(new Recorder(), connection -> givenUp.complete(false), () -> givenUp.complete(true));

            assertThat(givenUp.get()).isTrue();
        }

        assertThat(tries).hasValueGreaterThan(1);
        peers.close();
    }

    @Test
    void closed_it_tries_no_more() {
        CompletableFuture<Boolean> done = new CompletableFuture<>();
        Reconnector reconnector = new Reconnector(refusing(0), ADDRESS, 60_000, () -> 1, new ManualClock());
        reconnector.reconnect(new Recorder(), connection -> done.complete(true), () -> done.complete(false));

        reconnector.close();

        assertThat(done).isNotDone();
        peers.close();
    }
}
