package io.dataflow.runtime.coordinator;

import io.dataflow.runtime.protocol.Message;
import io.dataflow.runtime.transport.Connection;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.List;
import java.util.Queue;

/** The other end of a connection: keeps what it is told until the test asks. Safe for use by many threads. */
final class Peer implements Connection {
    private final String name;
    private final Queue<Message> heard = new ArrayDeque<>();

    Peer(String name) {
        this.name = name;
    }

    @Override
    public synchronized void send(Message message) {
        heard.add(message);
        notifyAll();
    }

    /** The next of this kind; all before it are forgotten. */
    synchronized <M extends Message> M await(Class<M> kind) throws InterruptedException {
        while (true) {
            for (Iterator<Message> messages = heard.iterator(); messages.hasNext(); ) {
                Message message = messages.next();
                messages.remove();
                if (kind.isInstance(message)) {
                    return kind.cast(message);
                }
            }
            wait();
        }
    }

    synchronized List<Message> heard() {
        return List.copyOf(heard);
    }

    @Override
    public String peer() {
        return name;
    }

    @Override
    public void close() {}
}
