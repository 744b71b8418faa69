package io.dataflow.benchmarks.job;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Runs contestants side by side: for each work one process after the other, in turn, never two at once; and writes {@code
 * table.md}, {@code results.json} and {@code chart.svg}. {@code bin/benchmark} is how people start it.
 *
 * <p>Ends with 1 if a contestant failed, or answers are not equal; what was measured is written all the same, and says so.
 */
public final class Runner {
    static final String USAGE =
            """
            benchmark [WORK]... [--peers a,b|all|none] [--contestants a,b] [--size N|small|full] [--heap SIZE] [--rounds N]
                      [--repeats N] [--threads N] [--limit SECONDS] [--jvm FLAG]... [--set NAME=VALUE]... [--data DIR]
                      [--output DIR]

            WORK          wordcount-text, wordcount-string, sort, group, join, pagerank, chain, chain-after-100, tiny, tiny-1000,
                          empty-tasks; all of them unless told otherwise
            --peers       other systems that take part, besides Dataflow, plain Java, GNU sort and DuckDB; none unless told
            --contestants only these of all that there are
            --size        small is a hundredth of full, a number is percent; small unless told otherwise
            --heap        of each contestant's processes together; 2g unless told otherwise
            --rounds      in each process, of which the first is cold; 3 unless told otherwise
            --repeats     processes of each contestant for each work; 1 unless told otherwise
            --limit       seconds after which a process is killed; 1800 unless told otherwise
            --jvm         a further flag for the JVM of every contestant
            --set         a further setting for every contestant""";

    private final Path java;
    private final Options options;
    private final PrintStream out;

    private Runner(Path java, Options options, PrintStream out) {
        this.java = java;
        this.options = options;
        this.out = out;
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        try {
            System.exit(run(arguments, System.out, Instant.now()));
        } catch (IllegalArgumentException wrong) {
            System.err.println("benchmark: " + wrong.getMessage() + "\n\n" + USAGE);
            System.exit(2);
        }
    }

    /** Returns the exit code. */
    static int run(String[] arguments, PrintStream out, Instant now) throws IOException, InterruptedException {
        Options options = Options.parse(
                arguments,
                List.of(
                        "contestants",
                        "size",
                        "heap",
                        "rounds",
                        "repeats",
                        "threads",
                        "limit",
                        "data",
                        "output",
                        "commit"),
                List.of("module", "jvm", "set"),
                List.of("help"));
        if (options.has("help")) {
            out.println(USAGE);
            return 0;
        }
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        return new Runner(java, options, out).run(now);
    }

    private int run(Instant now) throws IOException, InterruptedException {
        Size size = Size.of(options.value("size", "small"));
        Map<String, ContestantModule> contestants = contestants();
        Path output = Path.of(options.value("output", "benchmarks/target/job-results"));
        Path data = Path.of(options.value("data", "benchmarks/target/job-data"))
                .resolve(size.percent() + "-percent")
                .toAbsolutePath();
        Environment environment = Environment.of(now, settings());
        Results results = new Results();
        Map<String, String> notes = new LinkedHashMap<>();
        contestants.forEach((name, module) -> notes.put(name, module.note(name)));
        Report report = new Report(results, environment, size, notes);
        for (Work work : works()) {
            makeData(work, data);
            run(work, contestants, data, output, results);
            write(output, report, new Chart(results, size));
        }
        out.println("Written to " + output.resolve("table.md"));
        List<String> faults = results.faults();
        faults.forEach(fault -> out.println("FAULT: " + fault));
        if (results.rounds().isEmpty()) {
            out.println("FAULT: no contestant does any of this");
            return 1;
        }
        return faults.isEmpty() ? 0 : 1;
    }

    private Map<String, String> settings() {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("commit", options.value("commit", "unknown"));
        settings.put("size", options.value("size", "small"));
        settings.put("heap", heap());
        settings.put("threads", Integer.toString(threads()));
        settings.put("rounds in a process", Integer.toString(rounds()));
        settings.put("processes", Integer.toString(repeats()));
        settings.put("further flags", String.join(" ", options.values("jvm")));
        settings.put("further settings", String.join(" ", options.values("set")));
        return settings;
    }

    private List<Work> works() {
        return options.words().isEmpty()
                ? List.of(Work.values())
                : options.words().stream().map(Work::of).toList();
    }

    private Map<String, ContestantModule> contestants() throws IOException {
        Map<String, ContestantModule> all = new LinkedHashMap<>();
        for (String folder : options.values("module")) {
            ContestantModule module = ContestantModule.read(Path.of(folder));
            module.names().forEach(name -> all.put(name, module));
        }
        if (!options.has("contestants")) {
            return all;
        }
        Set<String> wanted =
                new LinkedHashSet<>(List.of(options.required("contestants").split(",")));
        for (String name : wanted) {
            if (!all.containsKey(name)) {
                throw new IllegalArgumentException("There is no contestant '" + name + "'; there are "
                        + String.join(", ", all.keySet()) + ", and more with --peers");
            }
        }
        all.keySet().retainAll(wanted);
        return all;
    }

    private void makeData(Work work, Path data) throws IOException, InterruptedException {
        Inputs inputs = new Inputs(data, data, 1, 1, Map.of("size", options.value("size", "small")));
        JobData.make(work, inputs);
        if (work == Work.JOIN && !Files.exists(inputs.lineItems())) {
            for (String folder : options.values("module")) {
                ContestantModule module = ContestantModule.read(Path.of(folder));
                if (module.tablesMain() != null) {
                    makeTables(module, inputs);
                    return;
                }
            }
            throw new IOException("No module makes the tables of " + work.id());
        }
    }

    private void makeTables(ContestantModule module, Inputs inputs) throws IOException, InterruptedException {
        List<String> command = module.tablesCommand(java.toString());
        command.add(inputs.data().toString());
        command.add(Double.toString(inputs.size().tableScale()));
        int status = new ProcessBuilder(command).inheritIO().start().waitFor();
        if (status != 0) {
            throw new IOException("Making the tables ended with " + status);
        }
    }

    private void run(Work work, Map<String, ContestantModule> contestants, Path data, Path output, Results results)
            throws IOException, InterruptedException {
        Set<String> without = new LinkedHashSet<>();
        for (int repeat = 0; repeat < repeats(); repeat++) {
            for (Map.Entry<String, ContestantModule> entry : contestants.entrySet()) {
                String name = entry.getKey();
                if (without.contains(name)) {
                    continue;
                }
                Path log = output.resolve("logs").resolve(work.id() + "-" + name + "-" + repeat + ".log");
                List<String> command = command(name, entry.getValue(), work, data, output);
                ContestantProcess.Outcome outcome = ContestantProcess.run(name, work, command, log, limit());
                if (outcome.supported()) {
                    Results.Run run = new Results.Run(outcome.coldNanos(), outcome.rounds());
                    results.add(work, name, run);
                    print(work, name, run);
                } else {
                    without.add(name);
                }
            }
        }
    }

    private List<String> command(String name, ContestantModule module, Work work, Path data, Path output)
            throws IOException {
        List<String> command = new ArrayList<>(module.command(name, java.toString(), heap(), options.values("jvm")));
        command.addAll(List.of("--contestant", name, "--work", work.id(), "--data", data.toString()));
        command.addAll(
                List.of("--output", output.resolve("work").toAbsolutePath().toString()));
        command.addAll(List.of("--size", options.value("size", "small"), "--heap", heap()));
        command.addAll(List.of("--threads", Integer.toString(threads()), "--rounds", Integer.toString(rounds())));
        options.values("set").forEach(setting -> command.addAll(List.of("--set", setting)));
        return command;
    }

    private void print(Work work, String contestant, Results.Run run) {
        StringBuilder line =
                new StringBuilder(work.id() + ", " + contestant + ": cold " + Report.time(run.coldNanos()));
        for (Round round : run.rounds()) {
            line.append(", ").append(round.failure() == null ? Report.time(round.wallNanos()) : round.failure());
        }
        out.println(line);
    }

    private static void write(Path output, Report report, Chart chart) throws IOException {
        Files.createDirectories(output);
        Files.writeString(output.resolve("table.md"), report.markdown(), StandardCharsets.UTF_8);
        Files.writeString(output.resolve("results.json"), report.json(), StandardCharsets.UTF_8);
        Files.writeString(output.resolve("chart.svg"), chart.svg(), StandardCharsets.UTF_8);
    }

    private String heap() {
        String heap = options.value("heap", "2g");
        options.bytes("heap", 0);
        return heap;
    }

    private int rounds() {
        return options.number("rounds", 3);
    }

    private int repeats() {
        return options.number("repeats", 1);
    }

    private int threads() {
        return options.number("threads", 2);
    }

    private Duration limit() {
        return Duration.ofSeconds(options.number("limit", 1800));
    }
}
