package io.dataflow.runtime.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.acme.Spilling;
import io.dataflow.api.Session;
import io.dataflow.api.SessionOptions;
import io.dataflow.api.failure.DataflowException;
import io.dataflow.runtime.CoordinatorServer;
import io.dataflow.runtime.TlsFiles;
import io.dataflow.runtime.WorkerServer;
import io.dataflow.runtime.transport.TestAuthority;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A cluster with a secret, certificates on all sides, and encrypted spill files. */
@Timeout(120)
class SecureClusterIT {
    @TempDir
    private Path folder;

    private final List<AutoCloseable> opened = new ArrayList<>();
    private TestAuthority authority;
    private Path secretFile;
    private TlsFiles server;
    private CoordinatorServer coordinator;

    @BeforeEach
    void start() throws IOException {
        secretFile = Files.writeString(folder.resolve("the secret & more"), "of this cluster");
        authority = new TestAuthority(folder, "authority");
        server = shown(authority.issue("server", "127.0.0.1"));
        coordinator = CoordinatorServer.start(
                new CoordinatorServer.Options("127.0.0.1:0", Optional.of(secretFile), folder.resolve("coordinator"))
                        .withTls(server.demandingCertificates()));
        opened.add(coordinator);
        for (int i = 0; i < 2; i++) {
            opened.add(0, WorkerServer.start(worker(i).withTls(server.demandingCertificates())));
        }
    }

    private WorkerServer.Options worker(int number) {
        return new WorkerServer.Options(
                        coordinator.address(),
                        "127.0.0.1:0",
                        Optional.of(secretFile),
                        2,
                        16L << 20,
                        folder.resolve("worker-" + number))
                .withEncryptedSpill();
    }

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable each : opened) {
            each.close();
        }
    }

    private TlsFiles shown(TestAuthority.Identity identity) {
        return TlsFiles.trusting(authority.certificates()).identity(identity.certificate(), identity.key());
    }

    private String address(TestAuthority.Identity client) {
        return "dataflow://" + coordinator.address() + "?secretFile="
                + secretFile.toString().replace(" ", "%20").replace("&", "%26") + "&tlsCa=" + authority.certificates()
                + "&tlsCertificate=" + client.certificate() + "&tlsKey=" + client.key();
    }

    @Test
    void jobs_run_as_they_do_without() throws Exception {
        TestAuthority.Identity client = authority.issue("client");
        try (Session session = Session.connect(address(client))) {
            Spilled spilled = Spilled.by(session);

            assertThat(Spilling.wordCount(session, 500_000, 200_000).count()).isEqualTo(words());
            assertThat(spilled.bytes()).isPositive();
        }
    }

    private static long words() {
        try (Session local = Session.local()) {
            return Spilling.words(local, 500_000, 200_000).distinct().count();
        }
    }

    @Test
    void a_client_without_a_certificate_does_not_get_in() {
        String bare = "dataflow://" + coordinator.address() + "?tlsCa=" + authority.certificates();

        assertThatThrownBy(() -> Session.connect(bare))
                .isInstanceOf(DataflowException.class)
                .hasMessageContaining("certificate");
    }

    @Test
    void a_worker_without_tls_does_not_get_in() {
        assertThatThrownBy(() -> WorkerServer.start(worker(7)))
                .isInstanceOf(DataflowException.class)
                .hasMessageContaining("TLS");
    }

    @Test
    void a_worker_that_could_not_be_reached_by_its_certificate_is_named() throws Exception {
        TlsFiles elsewhere =
                shown(authority.issue("elsewhere", "worker7.example")).demandingCertificates();
        opened.remove(0).close();
        opened.remove(0).close();
        opened.add(0, WorkerServer.start(worker(8).withTls(elsewhere)));
        try (Session session = Session.connect(address(authority.issue("client")))) {
            assertThatThrownBy(() -> Spilling.wordCount(session, 100, 10).collect())
                    .isInstanceOf(DataflowException.class)
                    .hasMessageContaining("its certificate is for another host");
        }
    }

    @Test
    void what_a_session_spills_can_be_read_by_nobody_else() throws Exception {
        Path spill = folder.resolve("spill");
        SessionOptions options =
                SessionOptions.defaults().memoryBytes(8 << 20).slots(1).spillDirectory(spill);

        assertThat(filesWithWords(options, spill)).isPositive();
        assertThat(filesWithWords(options.encryptedSpill(), spill)).isZero();
    }

    /** How many spill files hold words that can be read, while a result is kept. */
    private static long filesWithWords(SessionOptions options, Path spill) throws Exception {
        try (Session session = Session.local(options)) {
            var cached = Spilling.words(session, 400_000, 400_000)
                    .map(word -> word + "-" + word.hashCode() * 31L)
                    .cache();
            assertThat(cached.count()).isEqualTo(400_000);
            List<Path> files;
            try (Stream<Path> tree = Files.walk(spill)) {
                files = tree.filter(path -> Files.isRegularFile(path)
                                && !path.getFileName().toString().startsWith("lock-"))
                        .toList();
            }
            assertThat(files).isNotEmpty();
            long readable = 0;
            for (Path file : files) {
                readable += Files.readString(file, StandardCharsets.ISO_8859_1).contains("word-") ? 1 : 0;
            }
            return readable;
        }
    }

    @Test
    void addresses_that_are_none_are_refused() {
        for (String query : List.of("tlsCertificate=/a", "tlsKey=/a", "what=/a", "secretFile", "secretFile=/a&", "&")) {
            assertThatThrownBy(() -> Session.connect("dataflow://localhost:7070?" + query))
                    .as(query)
                    .isInstanceOf(DataflowException.class)
                    .hasMessageContaining("is not the address of a coordinator")
                    .hasMessageContaining("tlsCa=");
        }
    }
}
