package io.dataflow.runtime.task;

import io.dataflow.shuffle.OutputLocation;
import java.io.IOException;

/** An output of another task could not be read. It has to be computed again. */
final class LostInputException extends IOException {
    private static final long serialVersionUID = 1L;

    private final transient OutputLocation location;

    LostInputException(OutputLocation location, IOException cause) {
        super(
                "The output of stage " + location.id().stage() + " task "
                        + location.id().task() + " attempt "
                        + location.id().attempt() + " could not be read from " + location.address() + ": "
                        + cause.getMessage(),
                cause);
        this.location = location;
    }

    OutputLocation location() {
        return location;
    }
}
