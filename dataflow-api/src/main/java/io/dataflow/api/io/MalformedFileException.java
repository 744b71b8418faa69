package io.dataflow.api.io;

import java.io.IOException;

/** A packed file is not what its name says, or ends too early. */
final class MalformedFileException extends IOException {
    private static final long serialVersionUID = 1L;

    MalformedFileException(Compression compression, IOException cause) {
        super(
                "is not a whole " + compression.name() + " file: "
                        + (cause.getMessage() == null ? "it ends too early" : cause.getMessage())
                        + "; it is truncated or damaged",
                cause);
    }
}
