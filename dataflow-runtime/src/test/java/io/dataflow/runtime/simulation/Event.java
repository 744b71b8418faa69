package io.dataflow.runtime.simulation;

import io.dataflow.runtime.scheduler.AttemptId;
import io.dataflow.runtime.scheduler.Failure;
import io.dataflow.runtime.scheduler.Holdings;
import io.dataflow.runtime.scheduler.JobGraph;
import io.dataflow.runtime.scheduler.JobPolicy;
import io.dataflow.runtime.scheduler.OutputSizesLite;
import java.util.List;

/** What a coordinator can tell its scheduler. */
sealed interface Event {
    record Registered(String worker, String incarnation, String address, int slots, Holdings has) implements Event {}

    record Disconnected(String worker, long graceMillis) implements Event {}

    record Heartbeat(String worker) implements Event {}

    record Left(String worker) implements Event {}

    record Draining(String worker, long timeoutMillis) implements Event {}

    record Tick() implements Event {}

    record Submitted(String job, JobGraph graph, JobPolicy policy) implements Event {}

    record Finished(AttemptId attempt, String worker, OutputSizesLite sizes) implements Event {
        @Override
        public String toString() {
            return "Finished[" + attempt + ", " + worker + ", hash " + sizes.contentHash() + "]";
        }
    }

    /** Several of one worker. */
    record Together(String worker, List<Finished> reports) implements Event {}

    record Failed(AttemptId attempt, String worker, Failure failure) implements Event {}

    record ResultLost(String job, int stage, int task, int attempt) implements Event {}

    record Cancelled(String job, String reason) implements Event {}

    record Released(String job) implements Event {}
}
