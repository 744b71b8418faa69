package io.dataflow.cli;

import io.dataflow.api.failure.DataflowException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Says in one line what went wrong; the stack trace only when asked for. */
final class OneLineFailures implements IExecutionExceptionHandler, IParameterExceptionHandler {
    static final int FAILED = 1;
    static final int WRONG_USAGE = 2;

    /** As shells have it: 128 and the number of the signal. */
    static final int INTERRUPTED = 130;

    @Override
    public int handleParseException(ParameterException failure, String[] arguments) {
        CommandLine command = failure.getCommandLine();
        String help = command.getCommandSpec().qualifiedName() + " --help";
        command.getErr().println("dataflow: " + usageMessage(failure) + "; see '" + help + "'");
        return WRONG_USAGE;
    }

    private static String usageMessage(ParameterException failure) {
        String message = oneLine(String.valueOf(failure.getMessage())).replaceFirst("^Error: ", "");
        boolean similar = failure instanceof UnmatchedArgumentException unmatched
                && !unmatched.getSuggestions().isEmpty();
        String origin = origin(failure);
        message = origin == null ? message : message + " (from " + origin + ")";
        return similar
                ? message + ", did you mean "
                        + String.join(" or ", ((UnmatchedArgumentException) failure).getSuggestions())
                : message;
    }

    /** Where a value is from that was not given on the command line. */
    private static @Nullable String origin(ParameterException failure) {
        return failure.getArgSpec() != null
                        && failure.getCommandLine().getDefaultValueProvider() instanceof Configuration configuration
                ? configuration.origin(failure.getArgSpec(), failure.getValue())
                : null;
    }

    @Override
    public int handleExecutionException(Exception failure, CommandLine command, ParseResult arguments) {
        if (failure instanceof InterruptedRunException) {
            return INTERRUPTED;
        }
        PrintWriter err = command.getErr();
        err.println("dataflow: " + message(failure));
        if (isVerbose(arguments)) {
            failure.printStackTrace(err);
        }
        err.flush();
        return FAILED;
    }

    /** Asks for the option by name, since each command has its own. */
    private static boolean isVerbose(ParseResult arguments) {
        ParseResult innermost = arguments;
        while (innermost.hasSubcommand()) {
            innermost = innermost.subcommand();
        }
        return innermost.hasMatchedOption("--verbose");
    }

    private static String message(Exception failure) {
        if (failure instanceof DataflowException) {
            return oneLine(String.valueOf(failure.getMessage()));
        }
        if (failure instanceof AccessDeniedException denied) {
            return denied.getFile() + " cannot be used: permission denied";
        }
        if (failure instanceof FileSystemException file) {
            return oneLine(file.getClass().getSimpleName() + ": " + file.getMessage());
        }
        if (failure instanceof IOException) {
            return oneLine(String.valueOf(failure.getMessage()));
        }
        return oneLine("unexpected " + failure) + "; run it again with --verbose to see where";
    }

    static String oneLine(String text) {
        return text.strip().replaceAll("\\s*\\R\\s*", "; ");
    }
}
