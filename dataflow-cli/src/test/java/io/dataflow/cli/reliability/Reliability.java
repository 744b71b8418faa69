package io.dataflow.cli.reliability;

import io.dataflow.cli.reliability.Tally.End;
import io.dataflow.runtime.loop.NamedThreads;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Runs jobs on a coordinator, three workers and a client, each a process, with something that goes wrong at a random moment, and
 * tells in a Markdown table how they ended and what was left. {@code benchmarks/reliability} makes the data and says what
 * can be asked for.
 */
final class Reliability {
    /** How often a fault may come too late, or find nothing to damage, before its run is given up. */
    private static final int MAX_TRIES = 5;

    /** Each is done a part as often as other faults: worker, with and without another in its place, coordinator, client. */
    private static final int KINDS_OF_KILL = 4;

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

    /** After so many runs all processes end, and others are started. */
    private final int runsOfCluster;

    /** By job, the processor time of the workers in the last run that nothing disturbed. It falls while they compile. */
    private final Map<String, Long> undisturbedMillis = new HashMap<>();

    private @Nullable Cluster cluster;
    private int runs;

    /**
     * @param folder where everything is made
     * @param results of this sitting and earlier ones; need not be there
     * @param runsOfCluster how many runs a cluster is for
     * @param build of the engine; runs of others are not counted
     */
    Reliability(Path folder, Path results, Machine machine, int runsOfCluster, String build, int seed, PrintStream log)
            throws IOException {
        this.folder = Files.createDirectories(folder);
        this.machine = machine;
        this.runsOfCluster = runsOfCluster;
        this.build = build;
        this.seed = seed;
        this.log = log;
        this.trials = new Trials(results);
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
            String why) {
        Outcome with(List<String> allThatIsLeft) {
            return new Outcome(struck, end, millis, workMillis, repeated, allThatIsLeft, answer, why);
        }
    }

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
                options.chosen("faults", Fault.DISK_FULL.title()) && Machine.canMount(folder.resolve("disk")),
                options.has("network"),
                secret);
        machine.open();
        Runtime.getRuntime().addShutdownHook(NamedThreads.single("kill-children", () -> ProcessHandle.current()
                .children()
                .forEach(ProcessHandle::destroyForcibly)));
        List<String> rows;
        try {
            rows = new Reliability(
                            folder,
                            Path.of(options.text(
                                    "results", folder.resolve("results.tsv").toString())),
                            machine,
                            options.number("keep", 1),
                            options.text("build", "unknown"),
                            options.number("seed", 1),
                            System.err)
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
        List<Fault> impossible = new ArrayList<>(faults);
        impossible.removeIf(this::isPossible);
        faults.removeAll(impossible);
        long minutes = options.number("minutes", Integer.MAX_VALUE);
        long startNanos = System.nanoTime();
        List<String> left = List.of();
        try {
            int wanted = options.number("runs", 20);
            int few = (wanted + KINDS_OF_KILL - 1) / KINDS_OF_KILL;
            for (int number = 0; number < wanted; number++) {
                for (Work work : works) {
                    for (Fault fault : faults) {
                        boolean hasTime = TimeUnit.NANOSECONDS.toMinutes(System.nanoTime() - startNanos) < minutes;
                        boolean isWanted = number < (fault.isKill() || fault == Fault.NONE ? few : wanted);
                        if (hasTime && isWanted && !trials.has(setting(work), work.name(), fault, number)) {
                            log(add(work, fault, number));
                        }
                    }
                }
            }
        } finally {
            if (cluster != null) {
                left = endCluster(cluster);
            }
        }
        List<String> rows = rows(works, faults, impossible);
        if (!left.isEmpty()) {
            rows.add(Tally.skipped("all", "end of the last cluster", "left behind " + left) + " **");
        }
        return rows;
    }

    private boolean isPossible(Fault fault) {
        try {
            return switch (fault) {
                case DISK_FULL -> machine.smallDisk();
                case NETWORK_SLOW -> machine.hasNetem();
                case NETWORK_LOSSY -> machine.hasFilter();
                default -> true;
            };
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private String setting(Work work) {
        return build + " " + machine.setting() + (runsOfCluster == 1 ? "" : " kept") + " " + work.data();
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
            // The same part of the work when it is run again, whatever has been run before.
            outcome = run(name, work, fault, faultless, random(name, i));
            if (outcome.workMillis() > 0 && (fault == Fault.NONE || !outcome.struck())) {
                undisturbedMillis.put(work.name(), outcome.workMillis());
            }
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
        Cluster running = cluster == null ? startCluster(name) : cluster;
        Path output = running.folder().resolve("output-" + runs++);
        Outcome outcome;
        try {
            outcome = run(running, work, fault, faultless, random, output);
        } catch (IOException notAsItShouldBe) {
            outcome = new Outcome(true, End.WRONG, 0, 0, 0, List.of(), "", notAsItShouldBe.toString());
        }
        boolean withoutJournal = fault == Fault.COORDINATOR_KILLED && !machine.journal();
        if (runs == runsOfCluster
                || withoutJournal
                || outcome.end() == End.WRONG
                || !outcome.left().isEmpty()) {
            List<String> left = new ArrayList<>(outcome.left());
            left.addAll(endCluster(running));
            if (outcome.end() == End.WRONG || !left.isEmpty()) {
                log.println("see " + running.folder());
            } else {
                delete(running.folder());
            }
            return outcome.with(left);
        }
        delete(output);
        delete(again(output));
        return outcome;
    }

    private Cluster startCluster(String name) throws IOException, InterruptedException {
        Path own = folder.resolve(name.replaceAll("[^A-Za-z0-9]+", "-"));
        if (machine.smallDisk()) {
            // Of a sitting that was interrupted.
            Machine.unmount(Cluster.spillFolder(own, 0));
        }
        delete(own);
        runs = 0;
        cluster = Cluster.start(own, machine);
        return cluster;
    }

    /** What is left of it. */
    private List<String> endCluster(Cluster running) throws IOException, InterruptedException {
        try (running) {
            return running.end();
        } finally {
            cluster = null;
        }
    }

    private static Path again(Path output) {
        return output.resolveSibling(output.getFileName() + "-again");
    }

    private Outcome run(Cluster cluster, Work work, Fault fault, Faultless faultless, Random random, Path firstOutput)
            throws IOException, InterruptedException {
        long limitMillis = Math.max(MIN_LIMIT_MILLIS, LIMIT_FACTOR * faultless.millis());
        long beginWorkMillis = cluster.workMillis();
        long startNanos = System.nanoTime();
        Path output = firstOutput;
        Child client = cluster.startClient(work, output);
        boolean struck = true;
        if (fault != Fault.NONE) {
            long needed = undisturbedMillis.getOrDefault(work.name(), faultless.workMillis());
            long moment = beginWorkMillis + (long) (needed * (0.1 + 0.75 * random.nextDouble()));
            struck = awaitWork(cluster, client, moment) && fault.strike(cluster, client, random);
        }
        if (fault == Fault.CLIENT_KILLED) {
            output = again(firstOutput);
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
        List<String> left = new ArrayList<>(cluster.mend(fault == Fault.CLIENT_KILLED));
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
