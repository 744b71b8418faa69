package io.dataflow.benchmarks.job.plain;

import io.dataflow.benchmarks.job.Answer;
import io.dataflow.benchmarks.job.Contestant;
import io.dataflow.benchmarks.job.Inputs;
import io.dataflow.benchmarks.job.Result;
import io.dataflow.benchmarks.job.Work;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A method for each work. */
final class PlainContestant implements Contestant {
    private final String name;
    private final int threads;
    private @Nullable Workers workers;

    PlainContestant(String name, int threads) {
        this.name = name;
        this.threads = threads;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String version() {
        return "Java " + Runtime.version().feature();
    }

    /** There are no pipelines that could spoil one another. */
    @Override
    public Set<Work> works() {
        return EnumSet.complementOf(EnumSet.of(Work.CHAIN_AFTER_100));
    }

    @Override
    public void prepare(Work work, Inputs inputs) {
        workers = new Workers(threads);
    }

    @Override
    public Result run(Work work, Inputs inputs) throws Exception {
        if (workers == null) {
            throw new IllegalStateException("prepare comes first");
        }
        @Nullable
        Answer answer =
                switch (work) {
                    case WORDCOUNT_TEXT -> Words.countBytes(inputs.text(), workers);
                    case WORDCOUNT_STRING -> Words.countStrings(inputs.text(), workers);
                    case SORT -> {
                        RecordSort.sort(inputs.records(), inputs.output(), workers);
                        yield null;
                    }
                    case GROUP -> Groups.group(inputs.pairs(), workers);
                    case JOIN -> Orders.join(inputs, workers);
                    case PAGERANK ->
                        PageRank.ranks(inputs.edges(), inputs.size().vertices(), workers);
                    case CHAIN -> Loops.chain(inputs.size().chainRecords(), workers);
                    case TINY -> Loops.tiny(inputs.tinyStrings());
                    case TINY_1000 ->
                        Loops.tinyJobs(inputs.tinyStrings(), inputs.size().tinyJobs());
                    case EMPTY_TASKS -> Loops.emptyTasks(inputs.size().emptyTasks(), workers);
                    case CHAIN_AFTER_100 -> throw new IllegalArgumentException(work.id() + " is none of works()");
                };
        return new Result(answer, 0);
    }

    @Override
    public void close() {
        if (workers != null) {
            workers.close();
        }
    }
}
