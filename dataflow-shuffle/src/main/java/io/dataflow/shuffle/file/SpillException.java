package io.dataflow.shuffle.file;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;

/** A spill directory that cannot be used as it is, mostly because its disk is full. A retry elsewhere can succeed. */
public final class SpillException extends IOException {
    private static final long serialVersionUID = 1L;

    private final String directory;

    public SpillException(String directory, String action, String reason, Throwable cause) {
        super(message(directory, action, reason), cause);
        this.directory = directory;
    }

    public SpillException(String directory, String action, String reason) {
        super(message(directory, action, reason));
        this.directory = directory;
    }

    /** The failure to report for {@code cause}: itself when a thread was interrupted, as then no disk is to blame. */
    static IOException of(String directory, String action, IOException cause) {
        if (cause instanceof ClosedChannelException) {
            return cause;
        }
        String reason = cause.getMessage() == null || cause.getMessage().isEmpty()
                ? cause.getClass().getSimpleName()
                : cause.getClass().getSimpleName() + ": " + cause.getMessage();
        return new SpillException(directory, action, reason, cause);
    }

    /** The directory to make room in. */
    public String directory() {
        return directory;
    }

    private static String message(String directory, String action, String reason) {
        return "Cannot " + action + " in spill directory " + directory + " (" + reason
                + "); free space there, check its permissions or choose another spill directory";
    }
}
