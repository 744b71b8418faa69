package io.dataflow.cli;

import io.dataflow.api.failure.DataflowException;
import io.dataflow.api.failure.FailureKind;
import io.dataflow.api.io.Source;
import java.io.IOException;
import java.io.UncheckedIOException;

/** What examples read. */
final class Inputs {
    private Inputs() {}

    /** Refuses input that is missing or cannot be read, before anything is started. */
    static void check(Source<?> input) {
        try {
            int splitCount = input.splits().size();
            assert splitCount >= 0;
        } catch (IOException | UncheckedIOException failure) {
            throw new DataflowException(FailureKind.BAD_DATA, "Input cannot be used: " + failure, failure);
        }
    }
}
