package io.dataflow.cli;

import io.dataflow.api.failure.DataflowException;
import io.dataflow.api.failure.FailureKind;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Properties;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * The program {@code dataflow}. Exits with 0 when all went well, 1 after a failure, 2 for wrong usage, 3 when there are fewer
 * workers than were asked for, 130 when it was interrupted.
 */
@Command(
        name = "dataflow",
        description = "Processes data in one JVM or on a cluster of them.",
        versionProvider = Dataflow.Version.class,
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "Example: count the words of some files with two worker processes:",
            "  dataflow example wordcount --input 'books/*.txt' --workers 2"
        })
public final class Dataflow {
    @Mixin
    @SuppressWarnings("UnusedVariable") // for picocli
    private final CommonOptions common = new CommonOptions();

    @Option(
            names = {"-V", "--version"},
            versionHelp = true,
            description = "Print the version.")
    @SuppressWarnings("UnusedVariable") // for picocli
    private boolean version;

    private Dataflow() {}

    /** Runs the command and ends the process. */
    public static void main(String[] arguments) {
        System.exit(execute(Console.ofProcess(), arguments));
    }

    /** Runs the command and returns the exit status. */
    static int execute(Console console, String... arguments) {
        return execute(console, System.getenv(), arguments);
    }

    /** @param environment what options that are not given may be taken from */
    static int execute(Console console, Map<String, String> environment, String... arguments) {
        CommandLog.begin(console);
        int status = commandLine(console, environment, arguments).execute(arguments);
        console.out().flush();
        console.err().flush();
        return status;
    }

    /** With what {@code arguments} do not say from the environment, or from the file that they name. */
    static CommandLine commandLine(Console console, Map<String, String> environment, String... arguments) {
        OneLineFailures failures = new OneLineFailures();
        CommandLine example = new CommandLine(new ExampleCommand())
                .addSubcommand(new WordCountCommand(console))
                .addSubcommand(new SessionsCommand(console))
                .addSubcommand(new FlightsCommand(console))
                .addSubcommand(new TpchCommand(console))
                .addSubcommand(new GraphCommand(console))
                .addSubcommand(new PageRankCommand(console))
                .addSubcommand(new TeraGenCommand(console))
                .addSubcommand(new TeraSortCommand(console))
                .addSubcommand(new TeraValidateCommand(console));
        CommandLine submit = new CommandLine(new SubmitCommand(console));
        CommandLine root = new CommandLine(new Dataflow())
                .addSubcommand(example)
                .addSubcommand(new CoordinatorCommand(console))
                .addSubcommand(new WorkerCommand(console))
                .addSubcommand(submit)
                .addSubcommand(new JobsCommand(console))
                .addSubcommand(new JobCommand(console))
                .addSubcommand(new CancelCommand(console))
                .addSubcommand(new LogsCommand(console))
                .addSubcommand(new WorkersCommand(console))
                .addSubcommand(new DrainCommand(console))
                .addSubcommand(new CompletionCommand(console))
                .setOut(console.out())
                .setErr(console.err())
                .setUsageHelpWidth(100)
                .setParameterExceptionHandler(failures)
                .setExecutionExceptionHandler(failures);
        // What comes after the jar is the program's.
        submit.setStopAtPositional(true);
        Configuration.apply(root, environment, arguments);
        return root;
    }

    /** The version that the build wrote down. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() throws IOException {
            Properties properties = new Properties();
            try (InputStream input = Dataflow.class.getResourceAsStream("version.properties")) {
                if (input == null) {
                    throw new DataflowException(
                            FailureKind.INTERNAL, "version.properties is missing from the class path");
                }
                properties.load(input);
            }
            String java = System.getProperty("java.version") + ", " + System.getProperty("java.vm.name");
            return new String[] {"dataflow " + properties.getProperty("version"), "Java " + java};
        }
    }
}
