package io.dataflow.runtime.engine;

import io.dataflow.api.JobListener;
import io.dataflow.api.JobReport;
import java.util.ArrayList;
import java.util.List;

/** Keeps what a session tells of its jobs. Safe for use by many threads. */
final class Reports implements JobListener {
    private final List<JobReport> progress = new ArrayList<>();
    private final List<JobReport> ends = new ArrayList<>();

    @Override
    public synchronized void onProgress(JobReport report) {
        progress.add(report);
        notifyAll();
    }

    @Override
    public synchronized void onEnd(JobReport report) {
        ends.add(report);
        notifyAll();
    }

    synchronized List<JobReport> progress() {
        return List.copyOf(progress);
    }

    synchronized List<JobReport> ends() {
        return List.copyOf(ends);
    }

    /** The end of the job that ended last; waits for a first one. */
    synchronized JobReport last() throws InterruptedException {
        while (ends.isEmpty()) {
            wait();
        }
        return ends.get(ends.size() - 1);
    }

    synchronized void awaitProgress(int count) throws InterruptedException {
        while (progress.size() < count) {
            wait();
        }
    }
}
