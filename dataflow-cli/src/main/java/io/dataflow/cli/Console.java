package io.dataflow.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;

/**
 * Where a command reads and writes.
 *
 * @param out for results
 * @param err for progress and failures
 * @param columns of the terminal on which a person watches {@code err} as it is written; none if nobody does
 */
record Console(InputStream in, PrintWriter out, PrintWriter err, OptionalInt columns) {

    /**
     * That of this process, in UTF-8 whatever the locale, since most text is. Java cannot tell what a terminal is without
     * native code; {@code bin/dataflow} can.
     */
    static Console ofProcess() {
        Integer columns = Integer.getInteger("dataflow.columns");
        return new Console(
                System.in,
                writer(FileDescriptor.out),
                writer(FileDescriptor.err),
                columns == null ? OptionalInt.empty() : OptionalInt.of(columns));
    }

    private static PrintWriter writer(FileDescriptor descriptor) {
        return new PrintWriter(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
    }
}
