package io.dataflow.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;

/**
 * Where a command reads and writes.
 *
 * @param out for results
 * @param err for progress and failures
 * @param terminal whether a person watches {@code err} as it is written
 */
record Console(InputStream in, PrintWriter out, PrintWriter err, boolean terminal) {

    /** That of this process, in UTF-8 whatever the locale, since most text is. */
    static Console ofProcess() {
        boolean terminal = Boolean.getBoolean("dataflow.terminal") || System.console() != null;
        return new Console(System.in, writer(FileDescriptor.out), writer(FileDescriptor.err), terminal);
    }

    private static PrintWriter writer(FileDescriptor descriptor) {
        return new PrintWriter(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
    }
}
