package io.dataflow.testing.cluster;

import io.dataflow.runtime.loop.Clock;
import io.dataflow.runtime.loop.EventLoop;
import io.dataflow.runtime.protocol.Message;
import io.dataflow.runtime.transport.Connection;
import io.dataflow.runtime.transport.ConnectionHandler;
import io.dataflow.runtime.transport.Transport;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A worker's sockets with what the script wants of them. Safe for use by many threads. */
final class FaultyNetwork implements Transport {
    /** Hears what a worker says and does, before the world does. */
    interface Ear {
        /** False when the message is lost. */
        boolean onSend(Link link, Message message);

        /** The message is on its way. */
        void onSent(Message message);

        /** What arrives instead of {@code message}. */
        Message onBlock(Message.BlockFrame message);

        /** Where others reach the worker. */
        void onListen(String address);
    }

    /** Given up when it is closed, since the cluster keeps this for longer. */
    private final AtomicReference<@Nullable Transport> sockets;

    private final String coordinator;
    private final Conditions conditions;
    private final Ear ear;
    private final EventLoop loop;
    private final Set<Link> open = ConcurrentHashMap.newKeySet();

    /** @param coordinator where it listens; borrows the loop */
    FaultyNetwork(Transport sockets, String coordinator, Conditions conditions, Ear ear, EventLoop loop) {
        this.sockets = new AtomicReference<>(sockets);
        this.coordinator = coordinator;
        this.conditions = conditions;
        this.ear = ear;
        this.loop = loop;
    }

    @Override
    public Listener listen(String address, ConnectionHandler handler) throws IOException {
        Listener listener = transport().listen(address, new Wrapping(handler, false));
        ear.onListen(listener.address());
        return listener;
    }

    @Override
    public Connection connect(String address, ConnectionHandler handler) {
        Wrapping wrapping = new Wrapping(handler, address.equals(coordinator));
        return wrapping.link(transport().connect(address, wrapping));
    }

    /** Connections that are open now. */
    List<Link> links() {
        return List.copyOf(open);
    }

    /** What was held while the worker was frozen goes on. */
    void thaw() {
        open.forEach(Link::drain);
    }

    private Transport transport() {
        Transport transport = sockets.get();
        if (transport == null) {
            throw new IllegalStateException("The transport is closed");
        }
        return transport;
    }

    @Override
    public void close() {
        Transport transport = sockets.getAndSet(null);
        if (transport != null) {
            transport.close();
        }
    }

    @Override
    public void abort() {
        Transport transport = sockets.getAndSet(null);
        if (transport != null) {
            transport.abort();
        }
    }

    /** Gives each connection its link, whichever of its ends is heard of first. */
    private final class Wrapping implements ConnectionHandler {
        private final ConnectionHandler handler;
        private final boolean toCoordinator;
        private final Map<Connection, Link> links = new ConcurrentHashMap<>();

        Wrapping(ConnectionHandler handler, boolean toCoordinator) {
            this.handler = handler;
            this.toCoordinator = toCoordinator;
        }

        Link link(Connection connection) {
            return links.computeIfAbsent(connection, socket -> new Link(socket, toCoordinator));
        }

        @Override
        public void onMessage(Connection connection, Message message) {
            Link link = link(connection);
            link.incoming.pass(() -> {
                if (!conditions.dead()) {
                    handler.onMessage(link, message);
                }
            });
        }

        @Override
        public void onClosed(Connection connection, @Nullable Throwable cause) {
            Link link = link(connection);
            open.remove(link);
            if (conditions.dead()) {
                handler.onClosed(link, cause);
            } else {
                link.incoming.pass(() -> handler.onClosed(link, cause));
            }
        }
    }

    /** One connection of the worker, as the worker sees it. */
    final class Link implements Connection {
        private final Connection socket;
        private final boolean toCoordinator;
        private final Lane incoming = new Lane(conditions, loop, Clock.system());
        private final Lane outgoing = new Lane(conditions, loop, Clock.system());

        Link(Connection socket, boolean toCoordinator) {
            this.socket = socket;
            this.toCoordinator = toCoordinator;
            open.add(this);
        }

        boolean toCoordinator() {
            return toCoordinator;
        }

        @Override
        public void send(Message message) {
            if (conditions.dead() || !ear.onSend(this, message)) {
                return;
            }
            Message sent = message instanceof Message.BlockFrame block ? ear.onBlock(block) : message;
            outgoing.pass(() -> {
                if (!conditions.dead()) {
                    socket.send(sent);
                    ear.onSent(sent);
                }
            });
        }

        private void drain() {
            incoming.drain();
            outgoing.drain();
        }

        @Override
        public String peer() {
            return socket.peer();
        }

        @Override
        public void close() {
            outgoing.pass(socket::close);
        }

        @Override
        public void abort() {
            socket.abort();
        }
    }
}
