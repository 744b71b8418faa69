package io.dataflow.shuffle.file;

import java.io.IOException;

/**
 * Files as a port: create, open, delete, measure. A name is a plain file name; {@code toString} is the path that
 * failures name.
 *
 * <p>Safe for use by many threads.
 */
public interface SpillDirectory {
    /** A new file of this name; a file that exists is a {@link SpillException}. The caller closes the sink. */
    SpillSink create(String name) throws IOException;

    /** Opens a finished file. The caller closes the source. */
    SpillSource open(String name) throws IOException;

    /** Removes the file; one that is not there is no failure. */
    void delete(String name) throws IOException;

    /** The bytes of all files that were created here and not deleted. */
    long usedBytes();

    /** Refuses a name that could mean a file elsewhere. */
    static void requirePlainName(String name) {
        if (name.isEmpty()
                || name.equals(".")
                || name.equals("..")
                || name.indexOf('/') >= 0
                || name.indexOf('\\') >= 0
                || name.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("Not a plain file name: '" + name + "'");
        }
    }
}
