package io.dataflow.cli;

import io.dataflow.api.failure.DataflowException;
import io.dataflow.runtime.JarProgram;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Runs a program against a cluster. */
@Command(
        name = "submit",
        description = {
            "Run a program in this process whose jobs run on a cluster. Wherever it calls Session.open() it gets a session on that"
                    + " cluster; the classes that its jobs need travel with them.",
            "What the tasks of its jobs log on the cluster, INFO and above, is printed to standard error, at most half a second"
                    + " later.",
            "Ends when the program's main method returns: with 0, or with 1 when it has thrown."
        },
        footer = {"", "Example:", "  dataflow submit --cluster 127.0.0.1:7070 words.jar com.acme.Words books"})
final class SubmitCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "JAR", description = "The program.")
    private Path jar = Path.of("");

    @Parameters(
            index = "1..*",
            arity = "0..*",
            paramLabel = "[MAIN] ARGS",
            description =
                    "The class to run, if the jar has one of that name; by default it is the Main-Class of the manifest. Then"
                            + " the program's arguments, as they are.")
    private List<String> rest = new ArrayList<>();

    @Option(
            names = "--class-path",
            paramLabel = "JAR",
            split = ":",
            description = "More jars that the program needs, separated by ':'.")
    private List<Path> classPath = new ArrayList<>();

    @Option(
            names = {"--no-logs", "--quiet"},
            description = "Do not print what the tasks of its jobs log; 'dataflow logs' still has it.")
    private boolean noLogs;

    @Mixin
    private final ClusterOptions cluster = new ClusterOptions();

    @Mixin
    private final CommonOptions common = new CommonOptions();

    private final Console console;

    SubmitCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws Exception {
        common.applyLogLevel();
        try (JarProgram program = JarProgram.open(jar, classPath)) {
            boolean named = !rest.isEmpty() && program.has(rest.get(0));
            String main = named ? rest.get(0) : program.mainClass();
            return run(program, main, named ? rest.subList(1, rest.size()) : rest);
        }
    }

    private int run(JarProgram program, String main, List<String> arguments) throws Exception {
        try {
            if (noLogs) {
                program.run(main, cluster.address(), arguments);
            } else {
                runWithLogs(program, main, arguments);
            }
            return 0;
        } catch (DataflowException failure) {
            throw failure;
        } catch (Throwable failure) {
            // What java does with a program that throws.
            failure.printStackTrace(console.err());
            return OneLineFailures.FAILED;
        }
    }

    private void runWithLogs(JarProgram program, String main, List<String> arguments) throws Exception {
        try (TaskLogPrinter printer = TaskLogPrinter.begin(console.err())) {
            program.run(main, SessionAddress.withTaskLogs(cluster.address()), arguments);
            printer.flush();
        }
    }
}
