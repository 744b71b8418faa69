package io.dataflow.cli;

import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/** What a command that ran in this process returned and wrote. */
record CommandRun(int status, String out, String err) {

    static CommandRun of(String... arguments) {
        return of(OptionalInt.empty(), System.getenv(), arguments);
    }

    static CommandRun with(Map<String, String> environment, String... arguments) {
        return of(OptionalInt.empty(), environment, arguments);
    }

    static CommandRun onTerminal(int columns, String... arguments) {
        return of(OptionalInt.of(columns), System.getenv(), arguments);
    }

    private static CommandRun of(OptionalInt columns, Map<String, String> environment, String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        Console console = new Console(
                InputStream.nullInputStream(), new PrintWriter(out, true), new PrintWriter(err, true), columns);
        int status = Dataflow.execute(console, environment, arguments);
        return new CommandRun(status, out.toString(), err.toString());
    }

    List<String> errLines() {
        return err.lines().toList();
    }
}
