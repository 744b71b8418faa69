package io.dataflow.benchmarks.job;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A contestant's process: one work, several rounds, a line of JSON for each on standard output. Whatever the contestant
 * prints goes to standard error.
 *
 * <pre>
 * --contestant NAME --work WORK --data DIR --output DIR [--size N|small|full] [--rounds N] [--threads N]
 *         [--heap BYTES] [--set NAME=VALUE]...
 * </pre>
 *
 * <p>Ends with 0 if each round had an answer, and with {@link #UNSUPPORTED}, without a line, if the contestant does not do
 * this work.
 */
public final class Rounds {
    /** Exit code of a process that was asked for what its contestant does not do. */
    public static final int UNSUPPORTED = 3;

    private final Contestant.Factory factory;
    private final PrintStream lines;

    private Rounds(Contestant.Factory factory, PrintStream lines) {
        this.factory = factory;
        this.lines = lines;
    }

    /** Runs the rounds, then ends the process, whatever threads the system has left behind. */
    @SuppressWarnings("SystemOut")
    public static void main(Contestant.Factory factory, String[] arguments) {
        PrintStream lines = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        System.setOut(System.err);
        int status = run(factory, arguments, lines);
        lines.flush();
        System.exit(status);
    }

    /** The same without its end; returns the exit code. */
    static int run(Contestant.Factory factory, String[] arguments, PrintStream lines) {
        Options options = Options.parse(
                arguments,
                List.of("contestant", "work", "data", "output", "size", "rounds", "threads", "heap"),
                List.of("set"),
                List.of());
        Work work = Work.of(options.required("work"));
        String name = options.required("contestant");
        Map<String, String> settings = new HashMap<>(options.pairs("set"));
        settings.put("size", options.value("size", "small"));
        Inputs inputs = new Inputs(
                Path.of(options.required("data")),
                Path.of(options.required("output")),
                options.number("threads", 2),
                options.bytes("heap", Runtime.getRuntime().maxMemory()),
                settings);
        try {
            return new Rounds(factory, lines).run(name, work, inputs, options.number("rounds", 1));
        } catch (Exception failure) {
            failure.printStackTrace();
            lines.println(Round.failed(name, work, 0, String.valueOf(failure)).toJson());
            return 1;
        }
    }

    private int run(String name, Work work, Inputs inputs, int rounds) throws Exception {
        empty(inputs.output());
        empty(inputs.temporary());
        try (Contestant contestant = factory.open(name, inputs)) {
            if (!contestant.works().contains(work)) {
                return UNSUPPORTED;
            }
            try (ProcessUsage usage = ProcessUsage.start(contestant.hasProcesses())) {
                contestant.prepare(work, inputs);
                for (int round = 0; round < rounds; round++) {
                    lines.println(round(contestant, work, inputs, round, usage).toJson());
                    empty(inputs.output());
                }
            }
        } finally {
            empty(inputs.output());
            empty(inputs.temporary());
        }
        return 0;
    }

    private static Round round(Contestant contestant, Work work, Inputs inputs, int index, ProcessUsage usage)
            throws Exception {
        usage.forget();
        long gcBefore = gcMillis();
        Map<Long, Long> timesBefore = usage.times();
        long start = System.nanoTime();

        Result result = contestant.run(work, inputs);

        long wallNanos = System.nanoTime() - start;
        long cpuNanos = ProcessUsage.nanosBetween(timesBefore, usage.times());
        // What other processes collect is not known here.
        long gcNanos = contestant.hasProcesses() ? -1 : (gcMillis() - gcBefore) * 1_000_000;
        long peakBytes = usage.peakBytes();
        Answer answer = result.answer() == null ? contestant.answer(work, inputs) : result.answer();
        return new Round(
                contestant.name(),
                contestant.version(),
                work,
                index,
                wallNanos,
                cpuNanos,
                peakBytes,
                gcNanos,
                result.spilledBytes(),
                answer,
                null);
    }

    private static long gcMillis() {
        long millis = 0;
        for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
            millis += Math.max(0, collector.getCollectionTime());
        }
        return millis;
    }

    /** Removes all that is in the folder, which exists afterwards. */
    static void empty(Path folder) throws IOException {
        Files.createDirectories(folder);
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                if (!file.equals(folder)) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }
}
