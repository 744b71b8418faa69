package io.dataflow.runtime;

import io.dataflow.api.Dataset;
import io.dataflow.api.JobListener;
import io.dataflow.api.JobReport;
import io.dataflow.api.Session;
import io.dataflow.api.SessionOptions;
import io.dataflow.api.text.Text;
import io.dataflow.examples.tpch.Queries;
import io.dataflow.examples.tpch.Tables;
import io.dataflow.runtime.coordinator.CoordinatorOptions;
import io.dataflow.runtime.scheduler.FilterUse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/** Queries of TPC-H with and without the filters of joins, in turn in one process: what {@code benchmarks/filters} runs. */
final class FiltersInTurn {
    private static final long MEMORY_BYTES = 256L << 20;
    private static final int SLOTS = 2;
    private static final long SPLIT_BYTES = 16L << 20;

    private FiltersInTurn() {}

    private record Run(
            List<Text> rows,
            double seconds,
            double cpuSeconds,
            long writtenBytes,
            long spilledBytes,
            List<String> notes) {}

    private static final class Ended implements JobListener {
        private final List<JobReport> ended = new ArrayList<>();

        @Override
        public void onProgress(JobReport report) {}

        @Override
        public synchronized void onEnd(JobReport report) {
            ended.add(report);
        }

        private synchronized List<JobReport> ended() {
            return List.copyOf(ended);
        }
    }

    /** {@code DIR ROUNDS [QUERY...]}: the tables, how often each is run after a round that is not counted, which queries. */
    public static void main(String[] arguments) {
        Path tables = Path.of(arguments[0]);
        int rounds = Integer.parseInt(arguments[1]);
        List<Integer> queries = arguments.length > 2
                ? List.of(arguments).subList(2, arguments.length).stream()
                        .map(Integer::valueOf)
                        .toList()
                : IntStream.rangeClosed(1, Queries.COUNT).boxed().toList();
        for (int query : queries) {
            compare(tables, rounds, query);
        }
    }

    private static void compare(Path tables, int rounds, int query) {
        List<Run> without = new ArrayList<>();
        List<Run> with = new ArrayList<>();
        for (int round = 0; round <= rounds; round++) {
            without.add(run(tables, query, FilterUse.NEVER));
            with.add(run(tables, query, FilterUse.EXPECTED_TO_PAY));
        }
        boolean same = without.get(0).rows().equals(with.get(0).rows());
        System.out.println(String.format(
                Locale.ROOT,
                "query %d: %.2f s without, %.2f s with; processor %.2f s and %.2f s; wrote %d MB and %d MB, spilled %d MB and %d MB; %s",
                query,
                median(without, Run::seconds),
                median(with, Run::seconds),
                median(without, Run::cpuSeconds),
                median(with, Run::cpuSeconds),
                without.get(0).writtenBytes() >> 20,
                with.get(0).writtenBytes() >> 20,
                without.get(0).spilledBytes() >> 20,
                with.get(0).spilledBytes() >> 20,
                same ? "same rows" : "OTHER ROWS"));
        with.get(0).notes().forEach(note -> System.out.println("    " + note));
    }

    private static Run run(Path tables, int query, FilterUse use) {
        SessionOptions options =
                SessionOptions.defaults().memoryBytes(MEMORY_BYTES).slots(SLOTS);
        Ended reports = new Ended();
        long start = System.nanoTime();
        List<Text> rows;
        try (Session session =
                LocalSession.open(options, CoordinatorOptions.defaults().withFilters(use))) {
            session.listen(reports);
            Dataset<Text> lines = Queries.lines(query, new Tables(session, tables, SPLIT_BYTES));
            rows = lines.collect();
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        List<JobReport.Stage> stages = reports.ended().stream()
                .flatMap(report -> report.stages().stream())
                .toList();
        return new Run(
                rows,
                seconds,
                stages.stream().mapToLong(stage -> stage.cpuTime().toNanos()).sum() / 1e9,
                stages.stream().mapToLong(JobReport.Stage::writtenBytes).sum(),
                stages.stream().mapToLong(JobReport.Stage::spilledBytes).sum(),
                stages.stream()
                        .flatMap(stage -> stage.notes().stream()
                                .filter(note ->
                                        note.contains("filter") || note.contains("dropped") || note.contains("run for"))
                                .map(note ->
                                        stage.name() + " (" + stage.elapsed().toMillis() + " ms): " + note))
                        .toList());
    }

    /** Of all but the first. */
    private static double median(List<Run> runs, ToDoubleFunction<Run> figure) {
        double[] figures = runs.subList(1, runs.size()).stream()
                .mapToDouble(figure)
                .sorted()
                .toArray();
        return figures[figures.length / 2];
    }
}
