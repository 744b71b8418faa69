package io.dataflow.api;

/** Hears how the jobs of a session are getting on. Called by a thread of the session, which must not be blocked. */
public interface JobListener {

    /** A few times a second while a job runs. */
    void onProgress(JobReport report);

    /** Once, when a job has ended, well or not, and before whoever waits for it goes on. */
    void onEnd(JobReport report);
}
