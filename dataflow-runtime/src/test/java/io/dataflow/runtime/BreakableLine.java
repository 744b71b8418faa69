package io.dataflow.runtime;

import io.dataflow.runtime.loop.NamedThreads;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

/** Passes on what is said between those that connect here and a server, until it breaks. Safe for use by many threads. */
public final class BreakableLine implements AutoCloseable {
    private final ServerSocket listening;
    private final InetSocketAddress server;
    private final Thread accepting = NamedThreads.single("dataflow-line", this::accept);

    /** Guarded by this, as is the next. */
    private final List<Socket> sockets = new ArrayList<>();

    private final List<Thread> passing = new ArrayList<>();

    private BreakableLine(ServerSocket listening, InetSocketAddress server) {
        this.listening = listening;
        this.server = server;
    }

    /**
     * A line to a server.
     *
     * @param server {@code host:port}
     */
    public static BreakableLine to(String server) throws IOException {
        int colon = server.lastIndexOf(':');
        int port = Integer.parseInt(server.substring(colon + 1));
        BreakableLine line = new BreakableLine(
                new ServerSocket(0, 50, InetAddress.getLoopbackAddress()),
                new InetSocketAddress(server.substring(0, colon), port));
        line.accepting.start();
        return line;
    }

    public String address() {
        return "127.0.0.1:" + listening.getLocalPort();
    }

    private void accept() {
        while (!listening.isClosed()) {
            try {
                Socket near = listening.accept();
                Socket far = new Socket();
                add(near, far);
                far.connect(server);
                pass(near, far);
                pass(far, near);
            } catch (IOException nobodyThere) {
                breakAll();
            }
        }
    }

    private synchronized void add(Socket near, Socket far) {
        sockets.add(near);
        sockets.add(far);
    }

    private synchronized void pass(Socket from, Socket to) {
        Thread thread = NamedThreads.single("dataflow-line", () -> copy(from, to));
        passing.add(thread);
        thread.start();
    }

    private static void copy(Socket from, Socket to) {
        try (from;
                to) {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException broken) {
            // Both ends hear of it, as both sockets are closed.
        }
    }

    /** Breaks all connections, without a word; others can be made at once. */
    public synchronized void breakAll() {
        for (Socket socket : sockets) {
            try {
                socket.close();
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }
        sockets.clear();
    }

    @Override
    public void close() throws IOException {
        listening.close();
        breakAll();
        List<Thread> threads;
        synchronized (this) {
            threads = new ArrayList<>(passing);
        }
        threads.add(accepting);
        for (Thread thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
