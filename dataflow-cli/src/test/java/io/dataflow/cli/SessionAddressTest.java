package io.dataflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.dataflow.runtime.TlsFiles;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SessionAddressTest {
    @Test
    void nothing_is_added_that_was_not_given() {
        assertThat(SessionAddress.of("localhost:7070", null, Optional.empty())).isEqualTo("dataflow://localhost:7070");
    }

    @Test
    void files_are_named_in_a_form_that_is_read_back() {
        TlsFiles tls = TlsFiles.trusting(Path.of("/my ca.pem")).identity(Path.of("/a&b.pem"), Path.of("/a+b=c.key"));

        assertThat(SessionAddress.of("[::1]:7070", Path.of("/100%"), Optional.of(tls)))
                .isEqualTo("dataflow://[::1]:7070?secretFile=/100%25&tlsCa=/my%20ca.pem&tlsCertificate=/a%26b.pem"
                        + "&tlsKey=/a+b=c.key");
    }
}
