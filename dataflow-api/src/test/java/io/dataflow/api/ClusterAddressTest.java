package io.dataflow.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ClusterAddressTest {
    @Test
    void nothing_said_is_this_process() {
        assertThat(of(Map.of(), Map.of())).isEmpty();
        assertThat(of(Map.of(), Map.of(ClusterAddress.VARIABLE, " "))).isEmpty();
    }

    @Test
    void the_property_wins_over_the_environment() {
        var property = Map.of(ClusterAddress.PROPERTY, "dataflow://a:1");
        var environment = Map.of(ClusterAddress.VARIABLE, "b:2");

        assertThat(of(property, environment)).contains("dataflow://a:1");
        assertThat(of(Map.of(), environment)).contains("dataflow://b:2");
    }

    @Test
    void the_secret_of_the_environment_is_that_of_an_address_that_names_none() {
        var secret = Map.of(ClusterAddress.SECRET_VARIABLE, "/etc/secret");

        assertThat(of(Map.of(ClusterAddress.PROPERTY, "a:1"), secret))
                .contains("dataflow://a:1?secretFile=/etc/secret");
        assertThat(of(Map.of(ClusterAddress.PROPERTY, "dataflow://a:1?secretFile=/other"), secret))
                .contains("dataflow://a:1?secretFile=/other");
    }

    private static Optional<String> of(Map<String, String> properties, Map<String, String> environment) {
        return ClusterAddress.of(properties::get, environment::get);
    }
}
