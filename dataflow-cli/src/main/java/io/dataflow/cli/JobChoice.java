package io.dataflow.cli;

import io.dataflow.api.failure.DataflowException;
import io.dataflow.api.failure.FailureKind;
import io.dataflow.runtime.operations.JobSummary;
import java.util.List;
import java.util.Optional;

/** Finds the job that somebody means. */
final class JobChoice {
    private JobChoice() {}

    /**
     * @param jobs in the order in which they were submitted
     * @param named an id, or the beginning of one that no other has; nothing for the job that was submitted last
     */
    static String of(List<JobSummary> jobs, Optional<String> named) {
        if (named.isEmpty()) {
            if (jobs.isEmpty()) {
                throw refused("There are no jobs on this cluster, and it remembers none");
            }
            return jobs.get(jobs.size() - 1).job();
        }
        List<String> matching = jobs.stream()
                .map(JobSummary::job)
                .filter(job -> job.startsWith(named.get()))
                .toList();
        if (matching.contains(named.get())) {
            return named.get();
        }
        if (matching.size() > 1) {
            throw refused("Several jobs begin with " + named.get() + ": " + String.join(", ", matching));
        }
        if (matching.isEmpty()) {
            throw refused("There is no job " + named.get() + " on this cluster, or it has forgotten it; 'dataflow jobs'"
                    + " lists those that it knows");
        }
        return matching.get(0);
    }

    private static DataflowException refused(String why) {
        return new DataflowException(FailureKind.BAD_DATA, why);
    }
}
