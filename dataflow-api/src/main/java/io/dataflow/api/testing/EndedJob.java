package io.dataflow.api.testing;

import io.dataflow.api.Job;
import io.dataflow.api.JobReport;
import io.dataflow.api.Records;
import io.dataflow.api.failure.DataflowException;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A job that had ended before anybody could ask for it. Immutable. */
final class EndedJob implements Job {
    private final String id;
    private final boolean collected;
    private final List<Object> records;
    private final @Nullable DataflowException failure;
    private final JobReport report;

    EndedJob(
            String id,
            boolean collected,
            List<Object> records,
            @Nullable DataflowException failure,
            long readRecords,
            long writtenRecords,
            Map<String, Long> counters) {
        this.id = id;
        this.collected = collected;
        this.records = records;
        this.failure = failure;
        int done = failure == null ? 1 : 0;
        JobReport.Stage whole = new JobReport.Stage(
                0,
                "reference",
                1,
                0,
                done,
                1,
                0,
                readRecords,
                0,
                writtenRecords,
                0,
                0,
                0,
                Duration.ZERO,
                Duration.ZERO,
                Duration.ZERO,
                List.of());
        this.report = new JobReport(id, true, Duration.ZERO, List.of(whole), List.of(), counters);
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public void await() {
        if (failure != null) {
            throw new DataflowException(failure.kind(), String.valueOf(failure.getMessage()), failure.getCause());
        }
    }

    @Override
    public boolean await(Duration timeout) {
        await();
        return true;
    }

    @Override
    public void cancel() {}

    @Override
    public JobReport report() {
        return report;
    }

    @Override
    public Records<?> records() {
        if (!collected) {
            throw new IllegalStateException("Job " + id + " writes its records; there are none to read");
        }
        await();
        Iterator<Object> rest = records.iterator();
        return new Records<>() {
            @Override
            public boolean hasNext() {
                return rest.hasNext();
            }

            @Override
            public Object next() {
                return rest.next();
            }

            @Override
            public void close() {}
        };
    }
}
