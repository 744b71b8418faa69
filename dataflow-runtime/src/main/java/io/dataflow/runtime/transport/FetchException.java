package io.dataflow.runtime.transport;

import io.dataflow.shuffle.OutputLocation;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * An output could not be read from where it is said to be: the worker is gone, or the output is, or its bytes are not
 * what was written. In the last case the cause is a {@code CorruptBlockException}.
 */
public final class FetchException extends IOException {
    private static final long serialVersionUID = 1L;

    private final transient OutputLocation location;

    FetchException(OutputLocation location, String reason, @Nullable Throwable cause) {
        super(
                "Cannot read the output of task " + location.id().task() + " of stage "
                        + location.id().stage() + ", attempt " + location.id().attempt() + ", from "
                        + location.address() + ": " + reason,
                cause);
        this.location = location;
    }

    /** What could not be read. */
    public OutputLocation location() {
        return location;
    }
}
