package io.dataflow.runtime.coordinator;

import io.dataflow.runtime.transport.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Those that follow a job whose submission has not arrived: the session that submits it knows its id at once and may tell
 * it to another, whose connection may be the faster. Confined to the coordinator's loop.
 */
final class EarlyFollowers {
    /** As long as a submission may be on its way behind something large. */
    private static final long PATIENCE_MILLIS = 1_000;

    /** Many more than programs that pass ids on at the same time. */
    private static final int MAX_COUNT = 1_000;

    private final List<Early> waiting = new ArrayList<>();

    /** One that waits for a job. */
    record Early(Connection follower, String job, long sinceMillis) {}

    /** False if too many wait. */
    boolean tryAdd(Connection follower, String job, long nowMillis) {
        return waiting.size() < MAX_COUNT && waiting.add(new Early(follower, job, nowMillis));
    }

    /** Those that wait for a job that is there, and do so no more. */
    List<Early> takeAllOf(String job) {
        return take(early -> early.job().equals(job));
    }

    /** Those whose job does not seem to come, and who wait no more. */
    List<Early> takeOverdue(long nowMillis) {
        return take(early -> nowMillis - early.sinceMillis() >= PATIENCE_MILLIS);
    }

    void remove(Connection follower) {
        take(early -> early.follower() == follower);
    }

    private List<Early> take(Predicate<Early> which) {
        List<Early> taken = waiting.stream().filter(which).toList();
        waiting.removeAll(taken);
        return taken;
    }
}
