package io.dataflow.runtime.protocol;

import io.dataflow.api.failure.FailureKind;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * A failure as text, so that no class of the failing side has to exist on the other.
 *
 * @param message one line that names the thing, the place and the remedy
 * @param trace the stack trace of the cause, the program's own frame first; null when there is none to show
 */
public record FailureReport(FailureKind kind, String message, @Nullable String trace) implements Serializable {}
