package io.dataflow.benchmarks.job.dataflow;

import io.dataflow.api.JobListener;
import io.dataflow.api.JobReport;
import io.dataflow.api.Session;
import io.dataflow.benchmarks.job.Answer;
import io.dataflow.benchmarks.job.Contestant;
import io.dataflow.benchmarks.job.Inputs;
import io.dataflow.benchmarks.job.Result;
import io.dataflow.benchmarks.job.Work;
import java.io.Closeable;
import java.io.IOException;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** One session, with which all rounds are done. */
final class DataflowContestant implements Contestant {
    private final String name;
    private final Session session;
    private final Closeable behind;
    private final AtomicLong spilledBytes = new AtomicLong();

    /** @param behind closed after the session */
    DataflowContestant(String name, Session session, Closeable behind) {
        this.name = name;
        this.session = session;
        this.behind = behind;
        session.listen(new JobListener() {
            @Override
            public void onProgress(JobReport report) {}

            @Override
            public void onEnd(JobReport report) {
                spilledBytes.addAndGet(report.spilledBytes());
            }
        });
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String version() {
        String version = Session.class.getPackage().getImplementationVersion();
        return version == null ? "of this checkout" : version;
    }

    @Override
    public Set<Work> works() {
        return EnumSet.allOf(Work.class);
    }

    @Override
    public boolean hasProcesses() {
        return behind instanceof Cluster;
    }

    @Override
    public void prepare(Work work, Inputs inputs) {
        if (work == Work.CHAIN_AFTER_100) {
            OtherChains.run(session, inputs.size().chainRecords() / 100);
        }
    }

    @Override
    public Result run(Work work, Inputs inputs) {
        spilledBytes.set(0);
        Jobs jobs = new Jobs(session, inputs);
        @Nullable
        Answer answer =
                switch (work) {
                    case WORDCOUNT_TEXT -> jobs.countTexts();
                    case WORDCOUNT_STRING -> jobs.countStrings();
                    case SORT -> {
                        jobs.sort();
                        yield null;
                    }
                    case GROUP -> jobs.group();
                    case JOIN -> jobs.join();
                    case PAGERANK -> jobs.pageRank();
                    case CHAIN, CHAIN_AFTER_100 -> jobs.chain();
                    case TINY -> jobs.tiny();
                    case TINY_1000 -> jobs.tinyJobs();
                    case EMPTY_TASKS -> jobs.emptyTasks();
                };
        return new Result(answer, spilledBytes.get());
    }

    @Override
    public void close() throws IOException {
        try (behind) {
            session.close();
        }
    }
}
