package io.dataflow.cli;

import io.dataflow.api.Dataset;
import io.dataflow.api.Session;
import io.dataflow.api.SessionOptions;
import io.dataflow.api.failure.DataflowException;
import io.dataflow.api.failure.FailureKind;
import io.dataflow.api.io.TextFiles;
import io.dataflow.api.text.Text;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * How an example is run, which all of them understand: in this process, on worker processes that are started for it, or on a
 * cluster that is there, and where its results go.
 */
final class RunningOptions {
    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec command;

    @Option(
            names = "--output",
            paramLabel = "DIR",
            description = "New or empty folder for the results, as files part-00000 and so on.")
    private @Nullable Path output;

    @ArgGroup
    private final Place place = new Place();

    /** Where to run; in this process if nothing is said. */
    static final class Place {
        @Option(
                names = "--workers",
                paramLabel = "N",
                converter = Counts.Workers.class,
                description =
                        "Start a coordinator and N worker processes for this run. --slots and --memory are those of each"
                                + " worker; by default they share the processors, and a quarter of the machine's memory up to 1 GB"
                                + " each.")
        private @Nullable Integer workers;

        @Option(
                names = "--cluster",
                paramLabel = "HOST:PORT",
                converter = HostPort.Converter.class,
                description = "Run on the cluster of this coordinator.")
        private @Nullable HostPort cluster;
    }

    @Option(names = "--secret-file", paramLabel = "FILE", description = "File with the secret of the cluster.")
    private @Nullable Path secretFile;

    @Mixin
    private final TlsOptions tls = new TlsOptions();

    @Mixin
    private final ResourceOptions resources = new ResourceOptions();

    @Option(
            names = "--split-size",
            paramLabel = "SIZE",
            converter = Sizes.Converter.class,
            description = "Into about how many bytes files are split, one task each. Default: 16 MB.")
    private long splitBytes = TextFiles.DEFAULT_SPLIT_BYTES;

    @Mixin
    private final CommonOptions common = new CommonOptions();

    /** What an example does once its session is open. */
    interface Example {
        void run(ReportedSession session) throws Exception;
    }

    long splitBytes() {
        return splitBytes;
    }

    Optional<Path> output() {
        return Optional.ofNullable(output);
    }

    /** For examples whose results are more than anybody wants to see. */
    Path requiredOutput() {
        if (output == null && command != null) {
            throw new ParameterException(command.commandLine(), "Missing required option: '--output=DIR'");
        }
        return output().orElseThrow();
    }

    /** Writes the lines into the output, or prints them where there is none. */
    void deliver(Dataset<Text> lines, Console console) {
        if (output != null) {
            lines.write(TextFiles.into(output));
        } else {
            lines.forEach(console.out()::println);
            console.out().flush();
        }
    }

    /** Refuses an output that cannot be used, opens a session, runs the example, and takes down what was started for it. */
    void run(Console console, Example example) throws Exception {
        common.applyLogLevel();
        if (output != null) {
            TextFiles.into(output).check();
        }
        ProgressLine progress =
                new ProgressLine(console.err(), console.columns().orElse(0));
        Cleanup cleanup = Cleanup.whenProcessStops(() -> sayStopping(console, progress));
        try (cleanup) {
            Session session = cleanup.add(open(console, cleanup));
            if (console.columns().isPresent()) {
                session.listen(progress);
            }
            example.run(new ReportedSession(session));
        } catch (Exception failure) {
            progress.clear();
            throw cleanup.stopping() ? new InterruptedRunException(failure) : failure;
        }
    }

    private static void sayStopping(Console console, ProgressLine progress) {
        progress.stop();
        console.err().println("dataflow: interrupted; stopping");
    }

    private Session open(Console console, Cleanup cleanup) throws Exception {
        if (place.cluster != null) {
            return Session.connect(SessionAddress.of(place.cluster.toString(), secretFile, tls.files()));
        }
        return place.workers == null ? openHere() : openOnWorkers(place.workers, console, cleanup);
    }

    private Session openHere() {
        long heapBytes = Runtime.getRuntime().maxMemory();
        Optional<Long> memoryBytes = resources.memoryBytes();
        if (memoryBytes.isPresent() && memoryBytes.get() > heapBytes / 10 * 9) {
            throw new DataflowException(
                    FailureKind.RESOURCES,
                    "--memory " + Quantities.bytes(memoryBytes.get()) + " does not fit the heap of "
                            + Quantities.bytes(heapBytes)
                            + "; ask for less, or set DATAFLOW_JAVA_OPTS=-Xmx... for more");
        }
        return Session.local(new SessionOptions(memoryBytes, resources.slots(), Optional.empty()));
    }

    private Session openOnWorkers(int workerCount, Console console, Cleanup cleanup) throws Exception {
        Runtime process = Runtime.getRuntime();
        WorkerSize size = WorkerSize.of(resources, workerCount, process.availableProcessors(), process.maxMemory());
        Consumer<String> log = common.verbose() ? console.err()::println : line -> {};
        ProcessCluster cluster = cleanup.add(startable(size, log));
        return Session.connect(cluster.start(workerCount));
    }

    private static ProcessCluster startable(WorkerSize size, Consumer<String> log) {
        Path temp = Path.of(System.getProperty("java.io.tmpdir"));
        try {
            return ProcessCluster.in(temp, size, log);
        } catch (IOException failure) {
            throw new DataflowException(
                    FailureKind.RESOURCES, "The temporary folder " + temp + " cannot be used: " + failure, failure);
        }
    }
}
