package io.dataflow.api;

/** Found as a service: what opens sessions. There is one in {@code dataflow-runtime}. */
public interface SessionProvider {
    Session local(SessionOptions options);

    /** {@code address} is {@code dataflow://host:port}, with options behind a question mark. */
    Session connect(String address);
}
