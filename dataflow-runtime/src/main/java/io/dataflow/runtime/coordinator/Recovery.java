package io.dataflow.runtime.coordinator;

import io.dataflow.api.failure.DataflowException;
import io.dataflow.api.failure.FailureKind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a journal holds of a coordinator's former times.
 *
 * @param state the last that was written; a new one if there is none
 * @param entries what happened since
 * @param isOfFormerTimes whether there was anything
 */
record Recovery(CoordinatorState state, List<JournalEntry> entries, boolean isOfFormerTimes) {
    /** Nothing was there before a coordinator without a journal. */
    static Recovery of(@Nullable Journal journal, CoordinatorOptions options) {
        List<byte[]> states = new ArrayList<>();
        List<byte[]> written = new ArrayList<>();
        if (journal != null) {
            journal.replay(states::add, written::add);
        }
        try {
            CoordinatorState state =
                    states.isEmpty() ? new CoordinatorState(options) : CoordinatorState.read(states.get(0));
            List<JournalEntry> entries = new ArrayList<>();
            for (byte[] entry : written) {
                entries.add(JournalEntry.decode(entry));
            }
            return new Recovery(state, entries, !states.isEmpty() || !entries.isEmpty());
        } catch (IOException failure) {
            throw new DataflowException(
                    FailureKind.CORRUPTION,
                    "The journal cannot be understood: " + failure.getMessage()
                            + "; end its jobs with the version that wrote it, or name an empty folder",
                    failure);
        }
    }
}
