package io.dataflow.cli;

import io.dataflow.runtime.CoordinatorServer;
import io.dataflow.runtime.coordinator.CoordinatorOptions;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Runs a coordinator until it is stopped. */
@Command(
        name = "coordinator",
        description = "Run the process that workers join and clients submit jobs to, until Ctrl-C or SIGTERM.",
        footer = {"", "Example:", "  dataflow coordinator --bind 0.0.0.0:7070 --secret-file /etc/dataflow/secret"})
final class CoordinatorCommand implements Callable<Integer> {
    /** How the address is announced to people, and to a process that started this one. */
    static final String READY = "Coordinator listening on ";

    @Option(
            names = "--bind",
            paramLabel = "HOST:PORT",
            converter = HostPort.Converter.class,
            description =
                    "Where to listen; port 0 takes a free one; other machines can connect only if there is a secret."
                            + " Default: ${DEFAULT-VALUE}.")
    private HostPort bind = new HostPort("127.0.0.1", 7070);

    @Option(
            names = "--journal",
            paramLabel = "DIR",
            description = "Folder that holds what is needed to go on with all jobs after the coordinator was stopped or"
                    + " killed and is started again; on a disk that lasts. Without it jobs end with the coordinator.")
    private @Nullable Path journal;

    @Mixin
    private final SchedulingOptions scheduling = new SchedulingOptions();

    @Mixin
    private final ServerOptions server = new ServerOptions();

    @Mixin
    private final CommonOptions common = new CommonOptions();

    private final Console console;

    CoordinatorCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws Exception {
        common.applyLogLevel();
        CoordinatorOptions bounds = scheduling.options();
        Path temp = Path.of(System.getProperty("java.io.tmpdir"));
        try (ServerLife life = server.begin(console.in())) {
            CoordinatorServer.Options options = new CoordinatorServer.Options(
                    bind.toString(), server.secretFile(), temp, server.tls(), Optional.ofNullable(journal));
            CoordinatorServer coordinator = life.keep(CoordinatorServer.start(options, bounds));
            server.ready(life, coordinator.address());
            console.out().println(READY + coordinator.address());
            coordinator.awaitClose();
        }
        return 0;
    }
}
