package io.dataflow.cli.reliability;

import io.dataflow.cli.reliability.Tally.End;
import io.dataflow.runtime.loop.NamedThreads;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * Runs jobs on a coordinator, three workers and a client, each a process, with something that goes wrong at a random moment, and
 * tells in a Markdown table how they ended and what was left. {@code benchmarks/reliability} makes the data and says what
 * can be asked for.
 */
final class Reliability {
    /** How often a fault may come too late, or find nothing to damage, before its run is given up. */
    private static final int MAX_TRIES = 5;

    /** The first job has been at work for as long as the second client's. */
    private static final long WRITE_SECONDS = 60;

    /** A client looks for a coordinator that is gone for two minutes before it says so. */
    private static final long MIN_LIMIT_MILLIS = 180_000;

    private static final int LIMIT_FACTOR = 10;
    private static final int LOOK_AGAIN_MILLIS = 10;

    private final Path folder;
    private final Machine machine;
    private final String build;
    private final int seed;
    private final PrintStream log;
    private final Trials trials;

    /**
     * @param folder where everything is kept, results of earlier sittings too
     * @param build of the engine; runs of others are not counted
     */
    Reliability(Path folder, Machine machine, String build, int seed, PrintStream log) throws IOException {
        this.folder = Files.createDirectories(folder);
        this.machine = machine;
        this.build = build;
        this.seed = seed;
        this.log = log;
        this.trials = new Trials(folder.resolve("results.tsv"));
    }

    /** One run; {@code struck} is false when the job was over before the fault came. */
    private record Outcome(
            boolean struck,
            End end,
            long millis,
            long workMillis,
            long repeated,
            List<String> left,
            String answer,
            String why) {}

    public static void main(String[] arguments) throws Exception {
        Options options = new Options(arguments);
        if (options.has("make-links")) {
            Links.write(options.path("make-links"), options.number("edges", 1_000_000), 7);
            return;
        }
        Path folder = options.path("work");
        Path secret = Files.writeString(Files.createDirectories(folder).resolve("secret"), "of this run alone");
        Machine machine = new Machine(
                options.text("memory", "32MB"),
                options.number("heap", 384),
                options.has("journal"),
                options.has("network"),
                secret);
        machine.open();
        Runtime.getRuntime().addShutdownHook(NamedThreads.single("kill-children", () -> ProcessHandle.current()
                .children()
                .forEach(ProcessHandle::destroyForcibly)));
        List<String> rows;
        try {
            rows = new Reliability(
                            folder, machine, options.text("build", "unknown"), options.number("seed", 1), System.err)
                    .all(options);
        } finally {
            machine.close();
        }
        System.out.print(Tally.HEADER);
        rows.forEach(System.out::println);
        System.exit(rows.stream().anyMatch(row -> row.endsWith("**")) ? 1 : 0);
    }

    private static List<Work> works(Options options) {
        List<Work> works = new ArrayList<>();
        works.add(Work.wordCount(options.path("text")));
        for (int query : new int[] {3, 9, 18, 21}) {
            works.add(Work.tpch(options.path("tables"), query));
        }
        works.add(Work.pageRank(options.path("links")));
        works.removeIf(work -> !options.chosen("jobs", work.name()));
        return works;
    }

    /**
     * Runs each job with each fault until there are as many runs of it as were asked for, those of earlier sittings counted, or
     * the time is over: first each once, then each once more, and so on, so that a sitting may end at any time.
     */
    List<String> all(Options options) throws IOException, InterruptedException {
        List<Work> works = works(options);
        List<Fault> faults = new ArrayList<>(List.of(Fault.values()));
        faults.removeIf(fault -> fault != Fault.NONE
                && (!options.chosen("faults", fault.title()) || (fault.needsNetworks() && !machine.networks())));
        List<Fault> impossible = faults.stream().filter(this::isImpossible).toList();
        faults.removeAll(impossible);
        long minutes = options.number("minutes", Integer.MAX_VALUE);
        long startNanos = System.nanoTime();
        for (int number = 0; number < options.number("runs", 20); number++) {
            for (Work work : works) {
                for (Fault fault : faults) {
                    boolean hasTime = TimeUnit.NANOSECONDS.toMinutes(System.nanoTime() - startNanos) < minutes;
                    if (hasTime && !trials.has(setting(work), work.name(), fault, number)) {
                        log(add(work, fault, number));
                    }
                }
            }
        }
        return rows(works, faults, impossible);
    }

    private boolean isImpossible(Fault fault) {
        try {
            return (fault.needsSmallDisk() && !Machine.canMount(folder.resolve("disk")))
                    || (fault == Fault.NETWORK_SLOW && !machine.hasNetem())
                    || (fault == Fault.NETWORK_LOSSY && !machine.hasFilter());
        } catch (IOException refused) {
            return true;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    private String setting(Work work) {
        return build + " " + machine.setting() + " " + work.data();
    }

    private void log(Trial trial) {
        log.println(trial.line());
    }

    private List<String> rows(List<Work> works, List<Fault> faults, List<Fault> impossible) {
        List<String> rows = new ArrayList<>();
        for (Work work : works) {
            for (Fault fault : faults) {
                Tally tally = trials.tally(setting(work), work.name(), fault);
                if (!tally.isEmpty()) {
                    rows.add(tally.row() + (tally.isGood() ? "" : " **"));
                }
            }
            for (Fault fault : impossible) {
                rows.add(Tally.skipped(work.name(), fault.title(), "this machine lets nobody do it"));
            }
        }
        return rows;
    }

    private Trial add(Work work, Fault fault, int number) throws IOException, InterruptedException {
        Faultless faultless = trials.faultless(setting(work), work.name());
        String name = work.name() + " " + fault.title() + " " + number;
        Outcome outcome = null;
        for (int i = 0; i < MAX_TRIES && (outcome == null || !outcome.struck()); i++) {
            // The same moment when it is run again, whatever has been run before.
            outcome = run(name, work, fault, faultless, random(name, i));
        }
        Trial trial = new Trial(
                setting(work),
                work.name(),
                fault.title(),
                number,
                outcome.struck() ? outcome.end() : End.MISSED,
                outcome.millis(),
                outcome.workMillis(),
                outcome.repeated(),
                !outcome.left().isEmpty(),
                outcome.answer(),
                String.join(", ", outcome.left()) + " " + outcome.why());
        trials.add(trial);
        if (fault == Fault.NONE && (trial.end() != End.IDENTICAL || trial.left())) {
            throw new IllegalStateException("goes wrong without a fault: " + trial.line());
        }
        return trial;
    }

    /** Not of the hash as it is: the first numbers of neighbouring seeds are neighbours. */
    private Random random(String name, int attempt) {
        return new Random(new SplittableRandom(Objects.hash(seed, name, attempt)).nextLong());
    }

    private Outcome run(String name, Work work, Fault fault, Faultless faultless, Random random)
            throws IOException, InterruptedException {
        Path own = folder.resolve(name.replaceAll("[^A-Za-z0-9]+", "-"));
        if (fault.needsSmallDisk()) {
            // Of a sitting that was interrupted.
            Machine.unmount(own.resolve("spill-0"));
        }
        delete(own);
        if (fault.needsSmallDisk()) {
            Machine.mount(own.resolve("spill-0"));
        }
        Outcome outcome;
        try (Cluster cluster = Cluster.start(own, machine)) {
            outcome = run(cluster, work, fault, faultless, random, own.resolve("output"));
        } catch (IOException notAsItShouldBe) {
            outcome = new Outcome(true, End.WRONG, 0, 0, 0, List.of(), "", notAsItShouldBe.toString());
        } finally {
            if (fault.needsSmallDisk()) {
                Machine.unmount(own.resolve("spill-0"));
            }
        }
        if (outcome.left().isEmpty() && outcome.end() != End.WRONG) {
            delete(own);
        }
        return outcome;
    }

    private static Outcome run(
            Cluster cluster, Work work, Fault fault, Faultless faultless, Random random, Path firstOutput)
            throws IOException, InterruptedException {
        long limitMillis = Math.max(MIN_LIMIT_MILLIS, LIMIT_FACTOR * faultless.millis());
        long beginWorkMillis = cluster.workMillis();
        long startNanos = System.nanoTime();
        Path output = firstOutput;
        Child client = cluster.startClient(work, output);
        boolean struck = true;
        if (fault != Fault.NONE) {
            long moment = beginWorkMillis + (long) (faultless.workMillis() * (0.1 + 0.75 * random.nextDouble()));
            struck = awaitWork(cluster, client, moment) && fault.strike(cluster, client, random);
        }
        if (fault == Fault.CLIENT_KILLED) {
            output = firstOutput.resolveSibling("output-again");
            client = cluster.startClient(work, output);
        }
        boolean ended = client.awaitEnd(limitMillis);
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNanos);
        long workMillis = Math.max(0, cluster.workMillis() - beginWorkMillis);
        client.kill();
        fault.heal(cluster);
        String answer = ended && client.exitCode() == 0 ? work.answer(client, output) : "";
        if (fault == Fault.CLIENT_KILLED) {
            awaitAllOrNothing(firstOutput);
        }
        List<String> left = new ArrayList<>(struck ? cluster.leftovers() : List.of());
        if (fault == Fault.CLIENT_KILLED ? !isAllOrNothing(firstOutput) : answer.isEmpty()) {
            Work.files(firstOutput).forEach(file -> left.add("output " + file));
        }
        if (!answer.isEmpty()) {
            boolean right = faultless.answer().isEmpty() || answer.equals(faultless.answer());
            Summary summary = new Summary(work.remarks(client));
            return new Outcome(
                    struck,
                    right ? End.IDENTICAL : End.WRONG,
                    millis,
                    workMillis,
                    summary.repeated(),
                    left,
                    answer,
                    summary.losses());
        }
        return failed(client, struck, ended, millis, left);
    }

    /**
     * Until the workers have done that much; false if the client ended before. A moment is told by what has been done and not by
     * the clock, since what else goes on on a machine makes a job take twice as long at one time as at another.
     */
    private static boolean awaitWork(Cluster cluster, Child client, long workMillis) throws InterruptedException {
        while (cluster.workMillis() < workMillis) {
            if (client.awaitEnd(LOOK_AGAIN_MILLIS)) {
                return false;
            }
        }
        return client.isAlive();
    }

    /** A job that was submitted to write goes on without its client. */
    private static void awaitAllOrNothing(Path output) throws IOException {
        long deadlineNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(WRITE_SECONDS);
        while (!isAllOrNothing(output) && System.nanoTime() < deadlineNanos) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(LOOK_AGAIN_MILLIS));
        }
    }

    private static boolean isAllOrNothing(Path output) throws IOException {
        return Work.files(output).isEmpty() || Files.exists(output.resolve("_SUCCESS"));
    }

    private static Outcome failed(Child client, boolean struck, boolean ended, long millis, List<String> left)
            throws IOException {
        List<String> said = client.errors();
        boolean clear = ended
                && said.stream().filter(line -> line.startsWith("dataflow: ")).count() == 1
                && said.stream().noneMatch(line -> line.startsWith("\tat "));
        String why = ended ? String.join(" / ", said) : "no end in time";
        return new Outcome(struck, clear ? End.CLEAR_ERROR : End.WRONG, millis, 0, 0, left, "", why);
    }

    private static void delete(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> tree = Files.walk(folder)) {
                for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
    }
}
