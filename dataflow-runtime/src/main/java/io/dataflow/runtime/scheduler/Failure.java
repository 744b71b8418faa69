package io.dataflow.runtime.scheduler;

import io.dataflow.api.failure.FailureKind;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * Why an attempt or a job ended badly; {@code fetch} names the input that could not be read, if that was the reason.
 */
public record Failure(FailureKind kind, String message, @Nullable LostOutput fetch) implements Serializable {
    Failure withMessage(String longer) {
        return new Failure(kind, longer, fetch);
    }
}
