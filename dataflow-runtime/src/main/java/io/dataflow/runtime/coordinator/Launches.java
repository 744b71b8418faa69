package io.dataflow.runtime.coordinator;

import io.dataflow.runtime.protocol.LaunchedAttempt;
import io.dataflow.runtime.protocol.Message;
import io.dataflow.runtime.protocol.Parcel;
import io.dataflow.runtime.protocol.StageSplits;
import io.dataflow.runtime.scheduler.AttemptId;
import io.dataflow.runtime.scheduler.Effect;
import io.dataflow.runtime.transport.Connection;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Gathers attempts of one stage that are launched on one worker, to be sent as one message. Confined to the coordinator's loop. */
final class Launches {
    /** Of the splits in a message, so that it stays far below what a frame may have. */
    private static final long MAX_BYTES = 1 << 20;

    private @Nullable Connection to;
    private Effect.@Nullable Launch first;
    private final List<LaunchedAttempt> attempts = new ArrayList<>();
    /** Each once, with its number. */
    private final Map<Parcel, Integer> splits = new LinkedHashMap<>();

    private long bytes;

    /** Sends what was gathered if this one does not belong to it. */
    void expect(Connection connection, Effect.Launch launch) {
        Effect.Launch before = first;
        boolean fits = before != null
                && connection == to
                && before.attempt().stage() == launch.attempt().stage()
                && before.attempt().job().equals(launch.attempt().job())
                && bytes < MAX_BYTES;
        if (!fits) {
            send();
            to = connection;
            first = launch;
        }
    }

    /** One that was expected. */
    void add(Effect.Launch launch, StageSplits ofStage) {
        AttemptId attempt = launch.attempt();
        Parcel parcel = ofStage.of(attempt.task());
        int number = LaunchedAttempt.NONE;
        if (parcel != null) {
            Integer known = splits.putIfAbsent(parcel, splits.size());
            number = known == null ? splits.size() - 1 : known;
            bytes += known == null ? parcel.length() : 0;
        }
        attempts.add(new LaunchedAttempt(
                attempt.task(), attempt.attempt(), launch.input(), number, ofStage.placeOf(attempt.task())));
    }

    void send() {
        Connection connection = to;
        Effect.Launch launch = first;
        if (connection != null && launch != null) {
            connection.send(new Message.LaunchAttempts(
                    launch.attempt().job(),
                    launch.attempt().stage(),
                    launch.fused(),
                    List.copyOf(attempts),
                    List.copyOf(splits.keySet())));
            to = null;
            first = null;
            attempts.clear();
            splits.clear();
            bytes = 0;
        }
    }
}
