package io.dataflow.benchmarks.job.dataflow;

import static org.assertj.core.api.Assertions.assertThat;

import io.dataflow.api.JobListener;
import io.dataflow.api.JobReport;
import io.dataflow.api.Session;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class EmptySplitsTest {
    @Test
    void each_split_is_a_task() throws InterruptedException {
        BlockingQueue<JobReport> reports = new LinkedBlockingQueue<>();
        try (Session session = Session.local()) {
            session.listen(new JobListener() {
                @Override
                public void onProgress(JobReport report) {}

                @Override
                public void onEnd(JobReport report) {
                    reports.add(report);
                }
            });

            long records = session.read(new EmptySplits(37)).count();

            assertThat(records).isZero();
            JobReport report = reports.poll(60, TimeUnit.SECONDS);
            assertThat(report).isNotNull();
            assertThat(report.stages().get(0).doneCount()).isEqualTo(37);
        }
    }
}
