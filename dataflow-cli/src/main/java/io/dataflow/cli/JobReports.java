package io.dataflow.cli;

import io.dataflow.api.JobListener;
import io.dataflow.api.JobReport;
import io.dataflow.api.failure.DataflowException;
import io.dataflow.api.failure.FailureKind;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** The last reports of a session's jobs, in the order in which the jobs ended. Safe for use by many threads. */
final class JobReports implements JobListener {
    /** An action returns a moment before its job's last report is handed out. */
    private static final long WAIT_SECONDS = 10;

    private final BlockingQueue<JobReport> ended = new LinkedBlockingQueue<>();

    /** How many records the first stage of the first job has read. */
    static long inputRecords(List<JobReport> jobs) {
        List<JobReport.Stage> stages = jobs.get(0).stages();
        return stages.isEmpty() ? 0 : stages.get(0).readRecords();
    }

    @Override
    public void onProgress(JobReport report) {}

    @Override
    public void onEnd(JobReport report) {
        ended.add(report);
    }

    /** That of the next job that has ended, or is about to. */
    JobReport next() throws InterruptedException {
        JobReport report = ended.poll(WAIT_SECONDS, TimeUnit.SECONDS);
        if (report == null) {
            throw new DataflowException(FailureKind.INTERNAL, "The job ended without a report");
        }
        return report;
    }

    /** Moves those of all jobs that have ended. */
    void drainTo(List<JobReport> reports) {
        ended.drainTo(reports);
    }
}
