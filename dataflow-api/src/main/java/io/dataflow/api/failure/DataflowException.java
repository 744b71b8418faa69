package io.dataflow.api.failure;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A failure with the class of its cause. The message names the thing, the place and the remedy in one line; what the
 * program's own code threw, if anything, is the cause.
 *
 * <pre>{@code
 * try {
 *     purchases.write(TextFiles.into(folder.resolve("purchases")));
 * } catch (DataflowException failure) {
 *     System.out.println(failure.kind() + ": " + failure.getMessage());
 * }
 * }</pre>
 */
public final class DataflowException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final FailureKind kind;

    /** A failure whose message names the thing, the place and the remedy. */
    public DataflowException(FailureKind kind, String message) {
        this(kind, message, null);
    }

    /** A failure with what caused it. */
    public DataflowException(FailureKind kind, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = Objects.requireNonNull(kind, "kind");
    }

    /** What class of thing went wrong. */
    public FailureKind kind() {
        return kind;
    }
}
