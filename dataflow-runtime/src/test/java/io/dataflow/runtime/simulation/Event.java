package io.dataflow.runtime.simulation;

import io.dataflow.runtime.scheduler.AttemptId;
import io.dataflow.runtime.scheduler.Failure;
import io.dataflow.runtime.scheduler.JobGraph;
import io.dataflow.runtime.scheduler.OutputSizesLite;

/** What a coordinator can tell its scheduler. */
sealed interface Event {
    record Joined(String worker, String address, int slots) implements Event {}

    record Heartbeat(String worker) implements Event {}

    record Left(String worker) implements Event {}

    record Tick() implements Event {}

    record Submitted(String job, JobGraph graph) implements Event {}

    record Finished(AttemptId attempt, String worker, OutputSizesLite sizes) implements Event {
        @Override
        public String toString() {
            return "Finished[" + attempt + ", " + worker + ", hash " + sizes.contentHash() + "]";
        }
    }

    record Failed(AttemptId attempt, String worker, Failure failure) implements Event {}

    record ResultLost(String job, int stage, int task, int attempt) implements Event {}

    record Cancelled(String job, String reason) implements Event {}

    record Released(String job) implements Event {}
}
