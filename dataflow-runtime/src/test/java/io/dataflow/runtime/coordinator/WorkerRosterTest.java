package io.dataflow.runtime.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import io.dataflow.runtime.loop.ManualClock;
import io.dataflow.runtime.operations.WorkerState;
import io.dataflow.runtime.operations.WorkerSummary;
import io.dataflow.runtime.protocol.AttemptProgress;
import io.dataflow.runtime.protocol.Message;
import io.dataflow.runtime.scheduler.AttemptId;
import io.dataflow.runtime.scheduler.Holdings;
import io.dataflow.runtime.scheduler.WorkerStanding;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class WorkerRosterTest {
    private final ManualClock clock = new ManualClock();
    private final Map<String, WorkerStanding> standings = new HashMap<>();
    private final WorkerRoster roster = new WorkerRoster(
            clock, worker -> Optional.of(standings.getOrDefault(worker, WorkerStanding.ACCEPTING)), 500);

    private static Message.RegisterWorker registration(String worker, String address) {
        return new Message.RegisterWorker(worker, address, 4, 1000, 100, 0, 1, Holdings.NONE);
    }

    @Test
    void a_worker_is_as_it_told_last() {
        roster.onJoined(registration("w", "host:1"));
        clock.advanceMillis(1500);
        roster.onHeartbeat(
                new Message.Heartbeat("w", List.of(new AttemptProgress(new AttemptId("job", 0, 0, 0), 0, 0, 0, 0))));
        clock.advanceMillis(200);

        assertThat(roster.summaries())
                .containsExactly(new WorkerSummary("w", "host:1", 4, 1, 1000, 1700, 200, WorkerState.UP));
    }

    @Test
    void a_worker_that_misses_several_heartbeats_is_late_until_it_is_heard_of() {
        roster.onJoined(registration("w", "host:1"));
        clock.advanceMillis(2001);

        assertThat(roster.summaries()).extracting(WorkerSummary::state).containsExactly(WorkerState.LATE);

        roster.onHeartbeat(new Message.Heartbeat("w", List.of()));

        assertThat(roster.summaries()).extracting(WorkerSummary::state).containsExactly(WorkerState.UP);
    }

    @Test
    void a_worker_that_gets_no_attempts_is_listed_with_the_reason() {
        roster.onJoined(registration("w", "host:1"));

        standings.put("w", WorkerStanding.DRAINING);
        assertThat(roster.summaries()).extracting(WorkerSummary::state).containsExactly(WorkerState.DRAINING);

        standings.put("w", WorkerStanding.ABSENT);
        assertThat(roster.summaries()).extracting(WorkerSummary::state).containsExactly(WorkerState.ABSENT);

        standings.put("w", WorkerStanding.EXCLUDED);
        assertThat(roster.summaries()).extracting(WorkerSummary::state).containsExactly(WorkerState.EXCLUDED);
    }

    @Test
    void a_worker_that_left_is_not_listed() {
        roster.onJoined(registration("v", "host:1"));
        roster.onJoined(registration("w", "host:2"));
        roster.onLeft("v");
        roster.onHeartbeat(new Message.Heartbeat("v", List.of()));

        assertThat(roster.summaries()).extracting(WorkerSummary::worker).containsExactly("w");
    }
}
