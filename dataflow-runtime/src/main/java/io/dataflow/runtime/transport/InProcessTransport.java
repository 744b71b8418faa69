package io.dataflow.runtime.transport;

import io.dataflow.api.failure.DataflowException;
import io.dataflow.api.failure.FailureKind;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Messages within one process, handed over as the objects they are. Addresses are names that mean something to this
 * transport alone; no socket is opened. A handler is called by whichever thread sends, one at a time per connection and
 * in order, so it must do no more than pass the message on.
 */
public final class InProcessTransport implements Transport {
    private final Map<String, ConnectionHandler> listeners = new ConcurrentHashMap<>();
    private final Set<InProcessConnection> connections = ConcurrentHashMap.newKeySet();
    private final AtomicInteger lastPort = new AtomicInteger();
    private volatile boolean closed;

    @Override
    public Listener listen(String address, ConnectionHandler handler) throws IOException {
        checkUsable();
        HostPort hostPort = HostPort.parse(address);
        String bound = hostPort.port() == 0 ? hostPort.host() + ":" + lastPort.incrementAndGet() : address;
        if (listeners.putIfAbsent(bound, handler) != null) {
            throw new IOException("Cannot listen on " + bound + ": the address is in use; choose another, or port 0");
        }
        return new Registration(bound, handler);
    }

    @Override
    public Connection connect(String address, ConnectionHandler handler) {
        checkUsable();
        ConnectionHandler accepting = listeners.get(address);
        if (accepting == null) {
            throw new DataflowException(
                    FailureKind.CONNECTION,
                    "Cannot connect to " + address + ": nobody in this process is listening there");
        }
        InProcessConnection client = new InProcessConnection(address, handler, connections::remove);
        InProcessConnection server = new InProcessConnection("client of " + address, accepting, connections::remove);
        client.join(server);
        server.join(client);
        connections.add(client);
        connections.add(server);
        if (closed) {
            client.close();
        }
        return client;
    }

    private void checkUsable() {
        if (closed) {
            throw new IllegalStateException("The transport is closed");
        }
    }

    @Override
    public void close() {
        closed = true;
        listeners.clear();
        connections.forEach(InProcessConnection::close);
    }

    private final class Registration implements Listener {
        private final String address;
        private final ConnectionHandler handler;

        Registration(String address, ConnectionHandler handler) {
            this.address = address;
            this.handler = handler;
        }

        @Override
        public String address() {
            return address;
        }

        @Override
        public void close() {
            listeners.remove(address, handler);
        }
    }
}
