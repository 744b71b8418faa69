package io.dataflow.cli;

import io.dataflow.api.Session;
import io.dataflow.api.SessionOptions;
import io.dataflow.api.failure.DataflowException;
import io.dataflow.api.failure.FailureKind;
import io.dataflow.api.io.TextFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Counts words: in this process, on worker processes that it starts, or on a cluster that is there. */
@Command(
        name = "wordcount",
        description = {
            "Count how often each word occurs. Words are what stands between white space, byte for byte.",
            "Prints the most frequent words, then where the time went."
        },
        footer = {
            "",
            "Example: the words of a folder, sorted into another one, with three worker processes:",
            "  dataflow example wordcount --input books --output counts --workers 3"
        })
final class WordCountCommand implements Callable<Integer> {
    /** The Markdown and Java files of this checkout; the folders of the build's results are none of these. */
    private static final String OWN_TEXT = "/{*.md,*/*.md,docs/**.md,*/src/**.java}";

    @Option(
            names = "--input",
            paramLabel = "PATH",
            arity = "1..*",
            description =
                    "File, folder or glob to read, .gz unpacked; any number of them. Default: this repository's own text.")
    private List<String> inputs = new ArrayList<>();

    @Option(
            names = "--output",
            paramLabel = "DIR",
            description =
                    "New or empty folder for all counts: lines of word, tab and count, sorted by the word's bytes.")
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
    private final ResourceOptions resources = new ResourceOptions();

    @Option(
            names = "--split-size",
            paramLabel = "SIZE",
            converter = Sizes.Converter.class,
            description = "Into about how many bytes files are split, one task each. Default: 16 MB.")
    private long splitBytes = TextFiles.DEFAULT_SPLIT_BYTES;

    @Option(
            names = "--top",
            paramLabel = "K",
            converter = Counts.Words.class,
            description = "How many words to print. Default: ${DEFAULT-VALUE}.")
    private int top = 20;

    @Option(names = "--lowercase", description = "Take A to Z as a to z.")
    private boolean lowercase;

    @Mixin
    private final CommonOptions common = new CommonOptions();

    private final Console console;

    WordCountCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws Exception {
        common.applyLogLevel();
        WordCountRun run = new WordCountRun(input(), Optional.ofNullable(output), lowercase, top);
        run.check();
        ProgressLine progress =
                new ProgressLine(console.err(), console.columns().orElse(0));
        Cleanup cleanup = Cleanup.whenProcessStops(() -> sayStopping(progress));
        try (cleanup) {
            Session session = cleanup.add(open(cleanup));
            if (console.columns().isPresent()) {
                session.listen(progress);
            }
            run.on(session).print(console.out());
        } catch (Exception failure) {
            progress.clear();
            throw cleanup.stopping() ? new InterruptedRunException(failure) : failure;
        }
        return 0;
    }

    private TextFiles input() {
        List<String> paths = inputs.isEmpty() ? List.of(ownText()) : inputs;
        return TextFiles.of(paths.toArray(String[]::new)).splitBytes(splitBytes);
    }

    private static String ownText() {
        String home = System.getProperty("dataflow.home");
        if (home == null) {
            throw new DataflowException(
                    FailureKind.BAD_DATA, "There is no text to count: name some with --input, or use bin/dataflow");
        }
        return home + OWN_TEXT;
    }

    private void sayStopping(ProgressLine progress) {
        progress.clear();
        console.err().println("dataflow: interrupted; stopping");
    }

    private Session open(Cleanup cleanup) throws Exception {
        if (place.cluster != null) {
            return Session.connect(SessionAddress.of(place.cluster.toString(), secretFile));
        }
        return place.workers == null ? openHere() : openOnWorkers(place.workers, cleanup);
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

    private Session openOnWorkers(int workerCount, Cleanup cleanup) throws Exception {
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
