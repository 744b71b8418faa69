package io.dataflow.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Properties;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;

/** The program {@code dataflow}. Exits with 0 when all went well, 1 after a failure, 2 for wrong usage. */
@Command(
        name = "dataflow",
        description = "Processes data in one JVM or on a cluster of them.",
        subcommands = {ExampleCommand.class, CoordinatorCommand.class, WorkerCommand.class},
        mixinStandardHelpOptions = true,
        versionProvider = Dataflow.Version.class,
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "Example: count the words of some files with two worker processes:",
            "  dataflow example wordcount --input 'books/*.txt' --workers 2"
        })
public final class Dataflow {

    /** Runs the command and ends the process. */
    public static void main(String[] arguments) {
        // UTF-8 whatever the locale: tokens pass through as they are wherever they can.
        CommandLine commandLine = commandLine(writer(FileDescriptor.out), writer(FileDescriptor.err));
        int status = commandLine.execute(arguments);
        commandLine.getOut().flush();
        commandLine.getErr().flush();
        System.exit(status);
    }

    private static PrintWriter writer(FileDescriptor descriptor) {
        return new PrintWriter(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
    }

    /** The whole command line, which writes to {@code out} and {@code err} and never ends the process. */
    static CommandLine commandLine(PrintWriter out, PrintWriter err) {
        OneLineFailures failures = new OneLineFailures();
        return new CommandLine(new Dataflow())
                .setOut(out)
                .setErr(err)
                .setUsageHelpWidth(100)
                .setUsageHelpAutoWidth(false)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler(failures)
                .setExecutionExceptionHandler(failures);
    }

    /** The version that the build wrote down. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() throws IOException {
            Properties properties = new Properties();
            try (InputStream input = Dataflow.class.getResourceAsStream("version.properties")) {
                properties.load(input);
            }
            return new String[] {
                "dataflow " + properties.getProperty("version"),
                "Java " + System.getProperty("java.version") + ", " + System.getProperty("java.vm.name")
            };
        }
    }
}
