package io.dataflow.api;

/**
 * Hears how the jobs of a session are getting on. Called by a thread of the session, which must not be blocked.
 *
 * <pre>{@code
 * session.listen(new JobListener() {
 *     @Override
 *     public void onProgress(JobReport report) {
 *         long done = report.stages().stream().filter(JobReport.Stage::done).count();
 *         System.out.println(report.job() + ": " + done + " of " + report.stages().size() + " stages");
 *     }
 *
 *     @Override
 *     public void onEnd(JobReport report) {
 *         System.out.println(report.job() + " took " + report.elapsed());
 *     }
 * });
 * }</pre>
 */
public interface JobListener {

    /** A few times a second while a job runs. */
    void onProgress(JobReport report);

    /** Once, when a job has ended, well or not, and before whoever waits for it goes on. */
    void onEnd(JobReport report);
}
