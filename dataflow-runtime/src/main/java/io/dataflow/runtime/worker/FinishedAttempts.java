package io.dataflow.runtime.worker;

import io.dataflow.runtime.protocol.FinishedAttempt;
import io.dataflow.runtime.protocol.Message;
import io.dataflow.runtime.scheduler.AttemptId;
import java.util.ArrayList;
import java.util.List;

/** Ends of attempts of one stage that are to be reported together. Confined to the worker's loop. */
final class FinishedAttempts {
    /** Sizes of partitions in a message, so that it stays far below what a frame may have. */
    private static final int MAX_SIZES = 1 << 16;

    private final List<AttemptId> ids = new ArrayList<>();
    private final List<FinishedAttempt> attempts = new ArrayList<>();
    private int sizeCount;

    /** Whether this one can be told with those that are here. */
    boolean fits(AttemptId id) {
        if (ids.isEmpty()) {
            return true;
        }
        AttemptId first = ids.get(0);
        return sizeCount < MAX_SIZES
                && first.stage() == id.stage()
                && first.job().equals(id.job());
    }

    void add(AttemptId id, FinishedAttempt attempt) {
        ids.add(id);
        attempts.add(attempt);
        sizeCount += attempt.sizes().partitionBytes().length;
    }

    int count() {
        return ids.size();
    }

    List<AttemptId> ids() {
        return List.copyOf(ids);
    }

    /** There is at least one. */
    Message report(String worker) {
        AttemptId first = ids.get(0);
        return new Message.AttemptsFinished(worker, first.job(), first.stage(), List.copyOf(attempts));
    }

    void clear() {
        ids.clear();
        attempts.clear();
        sizeCount = 0;
    }
}
