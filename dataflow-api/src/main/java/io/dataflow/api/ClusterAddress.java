package io.dataflow.api;

import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Where the surroundings of a program say that its jobs should run: the system property {@code dataflow.cluster}, or else the
 * environment variable {@code DATAFLOW_CLUSTER}, each an address for {@link Session#connect} or {@code host:port} alone. An
 * address without a query takes the secret's file from {@code DATAFLOW_SECRET_FILE}, if that is set.
 */
final class ClusterAddress {
    static final String PROPERTY = "dataflow.cluster";
    static final String VARIABLE = "DATAFLOW_CLUSTER";
    static final String SECRET_VARIABLE = "DATAFLOW_SECRET_FILE";

    private ClusterAddress() {}

    static Optional<String> here() {
        return of(System::getProperty, System::getenv);
    }

    static Optional<String> of(
            UnaryOperator<@Nullable String> properties, UnaryOperator<@Nullable String> environment) {
        String property = properties.apply(PROPERTY);
        String named = property != null ? property : environment.apply(VARIABLE);
        if (named == null || named.isBlank()) {
            return Optional.empty();
        }
        String address = named.contains("://") ? named.strip() : "dataflow://" + named.strip();
        String secretFile = environment.apply(SECRET_VARIABLE);
        boolean bare = secretFile == null || address.contains("?");
        return Optional.of(bare ? address : address + "?secretFile=" + secretFile);
    }
}
