package io.dataflow.runtime.engine;

import io.dataflow.api.JobListener;
import io.dataflow.api.JobReport;
import io.dataflow.api.Session;
import java.util.concurrent.atomic.AtomicLong;

/** How much the jobs of a session have spilled. */
final class Spilled implements JobListener {
    private final AtomicLong bytes = new AtomicLong();

    private Spilled() {}

    static Spilled by(Session session) {
        Spilled spilled = new Spilled();
        session.listen(spilled);
        return spilled;
    }

    long bytes() {
        return bytes.get();
    }

    @Override
    public void onProgress(JobReport report) {}

    @Override
    public void onEnd(JobReport report) {
        bytes.addAndGet(report.spilledBytes());
    }
}
