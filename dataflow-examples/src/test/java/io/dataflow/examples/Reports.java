package io.dataflow.examples;

import io.dataflow.api.JobListener;
import io.dataflow.api.JobReport;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Hands the last reports of a session's jobs to a test. */
final class Reports implements JobListener {
    private final BlockingQueue<JobReport> ended = new LinkedBlockingQueue<>();

    @Override
    public void onProgress(JobReport report) {}

    @Override
    public void onEnd(JobReport report) {
        ended.add(report);
    }

    JobReport next() throws InterruptedException {
        JobReport report = ended.poll(10, TimeUnit.SECONDS);
        if (report == null) {
            throw new AssertionError("no job has ended");
        }
        return report;
    }
}
