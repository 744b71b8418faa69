package io.dataflow.runtime.operations;

import io.dataflow.api.JobReport;

/** One job with all that is known of it. */
public record JobView(JobSummary summary, JobReport report) {}
