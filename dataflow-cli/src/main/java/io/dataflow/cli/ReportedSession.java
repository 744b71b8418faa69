package io.dataflow.cli;

import io.dataflow.api.Job;
import io.dataflow.api.JobListener;
import io.dataflow.api.JobOptions;
import io.dataflow.api.JobReport;
import io.dataflow.api.Session;
import io.dataflow.api.plan.LogicalPlan;
import io.dataflow.api.plan.PlanNode;
import java.util.ArrayList;
import java.util.List;

/** A session that remembers what its jobs reported. Confined to one thread. */
final class ReportedSession implements Session {
    private final Session session;
    private final JobReports ended = new JobReports();
    private final List<JobReport> reports = new ArrayList<>();
    private int jobCount;

    /** The caller closes {@code session}, or this one instead. */
    ReportedSession(Session session) {
        this.session = session;
        session.listen(ended);
    }

    @Override
    public Job run(LogicalPlan plan, JobOptions options) {
        Job job = session.run(plan, options);
        jobCount++;
        return job;
    }

    /**
     * The last reports of all jobs so far, which have ended or are about to. Jobs that keep what a loop or a cached dataset
     * needs end when the session is closed at the latest.
     */
    List<JobReport> reports() throws InterruptedException {
        while (reports.size() < jobCount) {
            reports.add(ended.next());
        }
        ended.drainTo(reports);
        return List.copyOf(reports);
    }

    @Override
    public Job job(String id) {
        return session.job(id);
    }

    @Override
    public void release(PlanNode node) {
        session.release(node);
    }

    @Override
    public String explain(LogicalPlan plan) {
        return session.explain(plan);
    }

    @Override
    public void listen(JobListener listener) {
        session.listen(listener);
    }

    @Override
    public void close() {
        session.close();
    }
}
