package io.dataflow.api;

/** Found as a service: what opens sessions. There is one in {@code dataflow-runtime}. */
public interface SessionProvider {
    /** Opens a session in this process. */
    Session local(SessionOptions options);

    /** Connects to a cluster. */
    Session connect(String address);
}
