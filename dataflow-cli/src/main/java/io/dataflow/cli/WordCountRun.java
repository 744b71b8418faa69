package io.dataflow.cli;

import io.dataflow.api.Dataset;
import io.dataflow.api.JobReport;
import io.dataflow.api.Pair;
import io.dataflow.api.io.TextFiles;
import io.dataflow.api.text.Text;
import io.dataflow.examples.WordCount;
import io.dataflow.examples.WordTotals;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What is to be counted, and how.
 *
 * @param output where all counts go
 * @param top how many of the most frequent words are wanted
 */
record WordCountRun(TextFiles input, Optional<Path> output, boolean lowercase, int top) {

    /** Counts, and waits for the end. */
    Result on(ReportedSession session) throws InterruptedException {
        Dataset<Text> lines = session.read(input);
        Dataset<Pair<Text, Long>> counts = lowercase ? WordCount.lowercaseCounts(lines) : WordCount.counts(lines);
        if (output.isPresent()) {
            WordCount.table(counts).write(TextFiles.into(output.get()));
            // What was written is read again, which is far less work than counting again.
            counts = WordCount.readTable(session, output.get());
        }
        WordTotals totals = counts.aggregate(WordTotals.aggregator(top));
        return new Result(totals, output, session.reports());
    }

    /** What came out, for people. */
    record Result(WordTotals totals, Optional<Path> output, List<JobReport> reports) {
        void print(PrintWriter out) {
            WordTable.print(out, totals.top());
            out.println();
            out.println(Quantities.count(JobReports.inputRecords(reports)) + " lines, "
                    + Quantities.count(totals.tokenCount()) + " tokens, " + Quantities.count(totals.distinctCount())
                    + " distinct tokens");
            output.ifPresent(folder ->
                    out.println("wrote " + Quantities.count(totals.distinctCount()) + " counts into " + folder));
            out.println();
            StageTable.print(out, reports);
        }
    }
}
