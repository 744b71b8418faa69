package io.dataflow.cli;

import io.dataflow.api.SessionOptions;
import io.dataflow.api.failure.DataflowException;
import io.dataflow.api.failure.FailureKind;
import io.dataflow.runtime.WorkerServer;
import java.nio.file.Path;
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
                "Run a process that does the work of a coordinator's jobs, until Ctrl-C, SIGTERM, or the end of the"
                        + " coordinator.",
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
            console.out()
                    .println(READY + worker.address() + ", with " + options.slots() + " slots and "
                            + Quantities.bytes(options.memoryBytes()) + " of memory");
            worker.awaitDisconnect();
            if (!life.stopping()) {
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
                Optional.ofNullable(spillFolder).orElse(temp));
    }
}
