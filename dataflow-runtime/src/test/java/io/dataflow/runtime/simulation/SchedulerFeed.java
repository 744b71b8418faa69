package io.dataflow.runtime.simulation;

import io.dataflow.runtime.scheduler.Effect;
import io.dataflow.runtime.scheduler.JobScheduler;
import java.util.List;

/** Hands events to a scheduler. A test puts a faulty one between to see that the invariants notice. */
interface SchedulerFeed {
    long FLOOR_BYTES = 1 << 20;

    /** Enough for joins of small outputs with what is read. */
    long ATTEMPT_BYTES = 1 << 30;

    List<Effect> deliver(Event event, long nowMillis);

    static SchedulerFeed to(JobScheduler scheduler) {
        return (event, nowMillis) -> {
            if (event instanceof Event.Registered e) {
                return scheduler.onWorkerRegistered(
                        e.worker(), e.incarnation(), e.address(), e.slots(), ATTEMPT_BYTES, e.has(), nowMillis);
            } else if (event instanceof Event.Disconnected e) {
                return scheduler.onWorkerDisconnected(e.worker(), e.graceMillis(), nowMillis);
            } else if (event instanceof Event.Heartbeat e) {
                return scheduler.onHeartbeat(e.worker(), nowMillis);
            } else if (event instanceof Event.Left e) {
                return scheduler.onWorkerLeft(e.worker(), nowMillis);
            } else if (event instanceof Event.Draining e) {
                return scheduler.onWorkerDraining(e.worker(), e.timeoutMillis(), nowMillis);
            } else if (event instanceof Event.Tick) {
                return scheduler.onTick(nowMillis);
            } else if (event instanceof Event.Submitted e) {
                return scheduler.onJobSubmitted(e.job(), e.graph(), e.policy(), FLOOR_BYTES, nowMillis);
            } else if (event instanceof Event.Finished e) {
                return scheduler.onAttemptFinished(e.attempt(), e.worker(), e.sizes(), nowMillis);
            } else if (event instanceof Event.Together e) {
                List<JobScheduler.Finish> finishes = e.reports().stream()
                        .map(each -> new JobScheduler.Finish(each.attempt(), each.sizes()))
                        .toList();
                return scheduler.onAttemptsFinished(e.worker(), finishes, nowMillis);
            } else if (event instanceof Event.Failed e) {
                return scheduler.onAttemptFailed(e.attempt(), e.worker(), e.failure(), nowMillis);
            } else if (event instanceof Event.ResultLost e) {
                return scheduler.onResultLost(e.job(), e.stage(), e.task(), e.attempt(), nowMillis);
            } else if (event instanceof Event.Cancelled e) {
                return scheduler.onJobCancelled(e.job(), e.reason(), nowMillis);
            } else if (event instanceof Event.Released e) {
                return scheduler.onJobReleased(e.job(), nowMillis);
            }
            throw new AssertionError(event);
        };
    }
}
