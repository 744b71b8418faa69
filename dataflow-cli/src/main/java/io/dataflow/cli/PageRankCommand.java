package io.dataflow.cli;

import io.dataflow.api.Dataset;
import io.dataflow.api.io.TextFiles;
import io.dataflow.examples.graph.Algorithm;
import io.dataflow.examples.graph.Graph;
import io.dataflow.examples.graph.GraphFiles;
import io.dataflow.examples.graph.PageRank;
import io.dataflow.examples.graph.PageRank.Rank;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Ranks pages. */
@Command(
        name = "pagerank",
        description = {
            "Rank the pages of a list of links by PageRank: how likely somebody is at a page who follows links at random.",
            "Prints the pages with the greatest ranks, or with --output writes all of them, in the order of their numbers; then, to"
                    + " standard error, where the time went."
        },
        footer = {"", "Example: the ten most important pages:", "  dataflow example pagerank --input links.txt --top 10"
        })
final class PageRankCommand implements Callable<Integer> {
    @Option(
            names = "--input",
            paramLabel = "PATH",
            arity = "1..*",
            required = true,
            description =
                    "File, folder or glob with a link on each line, .gz unpacked; any number of them. A link is the numbers of"
                            + " two pages, from and to, with white space between. Lines that begin with # are passed by.")
    private List<String> inputs = new ArrayList<>();

    @Option(
            names = "--top",
            paramLabel = "K",
            converter = Counts.Pages.class,
            description = "How many pages to print. Default: ${DEFAULT-VALUE}.")
    private long top = 20;

    @Mixin
    private final RoundOptions rounds = new RoundOptions();

    @Mixin
    private final RunningOptions running = new RunningOptions();

    private final Console console;

    PageRankCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws Exception {
        Inputs.check(TextFiles.of(inputs.toArray(String[]::new)));
        running.run(console, this::run);
        return 0;
    }

    private void run(ReportedSession session) throws InterruptedException {
        GraphFiles files = new GraphFiles(session, running.splitBytes());
        Graph graph = Graph.of(files.edges(inputs.toArray(String[]::new)), true);
        Dataset<Rank> ranks = PageRank.ranks(graph, rounds.iterations(), rounds.damping());
        Dataset<Rank> wanted = running.output().isPresent() ? ranks.sortBy(Rank::vertex) : PageRank.top(ranks, top);
        running.deliver(wanted.map(rank -> Algorithm.line(rank.vertex(), rank.value())), console);
        session.close();
        StageTable.print(console.err(), session.reports());
    }
}
