package io.dataflow.cli;

import io.dataflow.api.SessionOptions;
import io.dataflow.api.failure.DataflowException;
import io.dataflow.api.failure.FailureKind;
import io.dataflow.runtime.WorkerServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Runs a worker until it is stopped or its coordinator is gone. */
@Command(
        name = "worker",
        description =
                "Run a process that does the work of a coordinator's jobs, until Ctrl-C, SIGTERM, 'dataflow drain', or the"
                        + " end of the coordinator. One that cannot be reached any more has two minutes to come back.",
        footer = {"", "Example:", "  dataflow worker --coordinator 127.0.0.1:7070 --slots 4 --memory 2GB"})
final class WorkerCommand implements Callable<Integer> {
    /** How the address is announced to people, and to a process that started this one. */
    static final String READY = "Worker ready at ";

    @Option(
            names = "--coordinator",
            required = true,
            paramLabel = "HOST:PORT",
            converter = HostPort.Converter.class,
            description = "Whom to work for.")
    private @Nullable HostPort coordinator;

    @Option(
            names = "--bind",
            paramLabel = "HOST:PORT",
            converter = HostPort.Converter.class,
            description = "Where other workers and clients fetch its outputs; port 0 takes a free one. Default:"
                    + " ${DEFAULT-VALUE}.")
    private HostPort bind = new HostPort("127.0.0.1", 0);

    @Mixin
    private final ResourceOptions resources = new ResourceOptions();

    @Option(
            names = "--spill-dir",
            paramLabel = "DIR",
            description =
                    "Where to put what does not fit the memory; what is put there is removed at the end. Default: the"
                            + " system's temporary folder.")
    private @Nullable Path spillFolder;

    @Option(
            names = "--drain-seconds",
            paramLabel = "SECONDS",
            description =
                    "How long it stays at most when it is told to stop: it finishes what runs, and keeps what jobs"
                            + " need. Default: ${DEFAULT-VALUE}.")
    private int drainSeconds = 25;

    @Option(
            names = "--encrypt-spill",
            description = "Encrypt what is put there, with a key that this process alone has and that ends with it.")
    private boolean encryptSpill;

    @Mixin
    private final ServerOptions server = new ServerOptions();

    @Mixin
    private final CommonOptions common = new CommonOptions();

    private final Console console;

    WorkerCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws Exception {
        common.applyLogLevel();
        try (ServerLife life = server.begin(console.in())) {
            WorkerServer.Options options = options(Objects.requireNonNull(coordinator));
            WorkerServer worker = life.keep(WorkerServer.start(options));
            life.keep(CommandLog.listen(new TaskLogHandler(worker::log)));
            // Closed in the other order: the file of readiness goes first.
            AutoCloseable drain = () -> worker.drain(Duration.ofSeconds(Math.max(0, drainSeconds)));
            life.keep(drain);
            server.ready(life, worker.address());
            console.out()
                    .println(READY + worker.address() + ", with " + options.slots() + " slots and "
                            + Quantities.bytes(options.memoryBytes()) + " of memory");
            worker.awaitDisconnect();
            if (!life.stopping() && !worker.isReleased()) {
                throw new DataflowException(
                        FailureKind.CONNECTION,
                        "The coordinator at " + coordinator + " is gone; start the worker again when it is back");
            }
        }
        return 0;
    }

    private WorkerServer.Options options(HostPort coordinator) {
        Runtime process = Runtime.getRuntime();
        Path temp = Path.of(System.getProperty("java.io.tmpdir"));
        return new WorkerServer.Options(
                coordinator.toString(),
                bind.toString(),
                server.secretFile(),
                resources.slots().orElse(process.availableProcessors()),
                resources.memoryBytes().orElse(Math.max(SessionOptions.MIN_MEMORY_BYTES, process.maxMemory() / 2)),
                Optional.ofNullable(spillFolder).orElse(temp),
                server.tls(),
                encryptSpill,
                WorkerServer.Options.DEFAULT_PATIENCE);
    }
}
