package io.dataflow.runtime;

import io.dataflow.api.Session;
import io.dataflow.api.SessionOptions;
import io.dataflow.api.SessionProvider;

/** Opens sessions on this engine. Found as a service. */
public final class RuntimeSessionProvider implements SessionProvider {
    @Override
    public Session local(SessionOptions options) {
        return LocalSession.open(options);
    }

    @Override
    public Session connect(String address) {
        return ClusterSession.connect(address);
    }
}
