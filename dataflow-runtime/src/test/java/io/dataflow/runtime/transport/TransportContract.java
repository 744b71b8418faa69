package io.dataflow.runtime.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dataflow.api.failure.DataflowException;
import io.dataflow.api.failure.FailureKind;
import io.dataflow.runtime.loop.NamedThreads;
import io.dataflow.runtime.protocol.Contents;
import io.dataflow.runtime.protocol.Message;
import io.dataflow.runtime.protocol.RandomMessages;
import io.dataflow.testing.Seeds;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What both transports promise. */
@Timeout(60)
abstract class TransportContract {
    private final Recorder server = new Recorder();
    private final Recorder client = new Recorder();
    private Transport serving;
    private Transport connecting;

    /** The two ends; may be the same transport. */
    abstract Transport openServing();

    abstract Transport openConnecting(Transport other);

    @BeforeEach
    void open() {
        serving = openServing();
        connecting = openConnecting(serving);
    }

    @AfterEach
    void close() {
        connecting.close();
        serving.close();
    }

    private Connection connect() throws IOException {
        return connecting.connect(serving.listen("127.0.0.1:0", server).address(), client);
    }

    @Seeds(5)
    void messages_arrive_in_order_both_ways(Random random) throws Exception {
        RandomMessages messages = new RandomMessages(random);
        List<Message> there = new ArrayList<>();
        List<Message> back = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            there.add(messages.next());
            back.add(messages.next());
        }
        Connection connection = connect();

        there.forEach(connection::send);
        Connection accepted = server.connection();
        back.forEach(accepted::send);

        assertThat(received(server, there.size())).isEqualTo(Contents.ofAll(there));
        assertThat(received(client, back.size())).isEqualTo(Contents.ofAll(back));
    }

    private static List<String> received(Recorder recorder, int count) throws InterruptedException {
        List<String> received = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            received.add(Contents.of(recorder.next()));
        }
        return received;
    }

    @Test
    void many_threads_may_send_and_each_keeps_its_order() throws Exception {
        int threadCount = 4;
        int perThread = 5_000;
        Connection connection = connect();
        NamedThreads threads = new NamedThreads("sender");

        for (int t = 0; t < threadCount; t++) {
            int thread = t;
            threads.newThread(() -> {
                        for (int i = 0; i < perThread; i++) {
                            connection.send(new Message.FetchCredit(thread, i));
                        }
                    })
                    .start();
        }

        long[] next = new long[threadCount];
        for (int i = 0; i < threadCount * perThread; i++) {
            Message.FetchCredit credit = (Message.FetchCredit) server.next();
            assertThat(credit.creditBytes()).isEqualTo(next[(int) credit.stream()]++);
        }
    }

    @Test
    void a_handler_may_answer_from_within() throws Exception {
        int rounds = 20_000;
        CompletableFuture<Long> done = new CompletableFuture<>();
        ConnectionHandler pingPong = new ConnectionHandler() {
            @Override
            public void onMessage(Connection connection, Message message) {
                long stream = ((Message.FetchCancel) message).stream();
                if (stream == rounds) {
                    done.complete(stream);
                } else {
                    connection.send(new Message.FetchCancel(stream + 1));
                }
            }

            @Override
            public void onClosed(Connection connection, @Nullable Throwable cause) {
                done.complete(-1L);
            }
        };
        String address = serving.listen("127.0.0.1:0", pingPong).address();

        connecting.connect(address, pingPong).send(new Message.FetchCancel(0));

        assertThat(done.get(30, TimeUnit.SECONDS)).isEqualTo(rounds);
    }

    @Test
    void what_was_sent_before_close_arrives_and_then_both_sides_hear_the_end() throws Exception {
        Connection connection = connect();
        for (int i = 0; i < 100; i++) {
            connection.send(new Message.BlockFrame(i, new byte[10_000]));
        }

        connection.close();

        for (int i = 0; i < 100; i++) {
            assertThat(((Message.BlockFrame) server.next()).stream()).isEqualTo(i);
        }
        assertThat(server.closed()).isEmpty();
        assertThat(client.closed()).isEmpty();
        connection.close();
        assertThat(server.closedCount()).isEqualTo(1);
        assertThat(client.closedCount()).isEqualTo(1);
    }

    @Test
    void the_accepting_side_may_close_as_well() throws Exception {
        Connection connection = connect();
        connection.send(new Message.ClusterRequest());

        server.connection().close();

        assertThat(client.closed()).isEmpty();
        assertThat(server.closed()).isEmpty();
    }

    @Test
    void a_message_on_a_closed_connection_is_dropped() throws Exception {
        Connection connection = connect();
        connection.close();
        client.closed();
        server.closed();

        connection.send(new Message.ClusterRequest());

        assertThat(server.waitingMessages()).isZero();
    }

    @Test
    void a_handler_that_throws_ends_its_connection_and_no_other() throws Exception {
        CompletableFuture<Throwable> cause = new CompletableFuture<>();
        ConnectionHandler faulty = new ConnectionHandler() {
            @Override
            public void onMessage(Connection connection, Message message) {
                throw new IllegalStateException("planted");
            }

            @Override
            public void onClosed(Connection connection, @Nullable Throwable why) {
                cause.complete(why == null ? new AssertionError("no cause") : why);
            }
        };
        String address = serving.listen("127.0.0.1:0", faulty).address();
        Connection other = connect();

        connecting.connect(address, new Recorder()).send(new Message.ClusterRequest());

        assertThat(cause.get(20, TimeUnit.SECONDS)).hasMessage("planted");
        other.send(new Message.RejoinRequest());
        assertThat(server.next()).isEqualTo(new Message.RejoinRequest());
    }

    @Test
    void an_address_where_nobody_listens_is_named() throws Exception {
        Transport.Listener listener = serving.listen("127.0.0.1:0", server);
        String address = listener.address();
        listener.close();

        assertThatThrownBy(() -> connecting.connect(address, client))
                .isInstanceOfSatisfying(
                        DataflowException.class, e -> assertThat(e.kind()).isEqualTo(FailureKind.CONNECTION))
                .hasMessageContaining("Cannot connect to " + address);
        assertThat(client.isClosed()).isFalse();
    }

    @Test
    void an_address_in_use_is_named_with_a_remedy() throws Exception {
        String address = serving.listen("127.0.0.1:0", server).address();

        assertThatThrownBy(() -> serving.listen(address, server))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("Cannot listen on " + address)
                .hasMessageContaining("in use")
                .hasMessageContaining("port 0");
    }

    @Test
    void closing_a_listener_leaves_its_connections() throws Exception {
        Transport.Listener listener = serving.listen("127.0.0.1:0", server);
        Connection connection = connecting.connect(listener.address(), client);
        connection.send(new Message.ClusterRequest());
        assertThat(server.next()).isEqualTo(new Message.ClusterRequest());

        listener.close();
        connection.send(new Message.RejoinRequest());

        assertThat(server.next()).isEqualTo(new Message.RejoinRequest());
    }

    @Test
    void closing_a_transport_ends_its_connections_and_refuses_new_ones() throws Exception {
        Connection connection = connect();
        connection.send(new Message.ClusterRequest());
        server.next();

        serving.close();

        assertThat(server.closed()).isEmpty();
        assertThat(client.closed()).isEmpty();
        assertThatThrownBy(() -> serving.listen("127.0.0.1:0", server)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> serving.connect("127.0.0.1:1", client)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void an_address_that_is_none_is_refused() {
        for (String address : List.of("", "host", "host:", ":1", "host:x", "host:-1", "host:65536", "a:b:1")) {
            assertThatThrownBy(() -> serving.listen(address, server))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("'" + address + "'");
        }
    }
}
