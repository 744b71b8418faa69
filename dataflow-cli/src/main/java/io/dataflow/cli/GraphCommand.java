package io.dataflow.cli;

import io.dataflow.api.Dataset;
import io.dataflow.api.failure.DataflowException;
import io.dataflow.api.failure.FailureKind;
import io.dataflow.api.io.TextFiles;
import io.dataflow.api.text.Text;
import io.dataflow.examples.graph.Algorithm;
import io.dataflow.examples.graph.Edge;
import io.dataflow.examples.graph.Graph;
import io.dataflow.examples.graph.GraphFiles;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** Runs an algorithm over a graph. */
@Command(
        name = "graph",
        description = {
            "Run one of the algorithms of LDBC Graphalytics over a graph: bfs (depths by breadth-first search), sssp (weights of"
                    + " lightest paths), wcc (connected components), cdlp (communities by label propagation), lcc (local clustering"
                    + " coefficients) or pr (PageRank).",
            "Prints a line of vertex and value for each vertex, in the order of their numbers, or writes them with --output; then,"
                    + " to standard error, where the time went."
        },
        footer = {
            "",
            "Example: how far every vertex is from vertex 30, on two worker processes:",
            "  dataflow example graph bfs --edges wiki-Vote.txt --directed --source 30 --workers 2"
        })
final class GraphCommand implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec command;

    @Parameters(
            paramLabel = "ALGORITHM",
            converter = AlgorithmConverter.class,
            description = "bfs, sssp, wcc, cdlp, lcc or pr.")
    private Algorithm algorithm = Algorithm.BFS;

    @Option(
            names = "--vertices",
            paramLabel = "PATH",
            description = "File, folder or glob with a vertex on each line: a number. Default: all that edges name.")
    private @Nullable String vertices;

    @Option(
            names = "--edges",
            paramLabel = "PATH",
            required = true,
            description =
                    "File, folder or glob with an edge on each line: two numbers, and for sssp a weight, with white space"
                            + " between. Lines that begin with # are passed by.")
    private String edges = "";

    @Option(names = "--directed", description = "Edges lead from their first vertex to their second only.")
    private boolean directed;

    @Option(names = "--source", paramLabel = "ID", description = "The vertex at which bfs and sssp begin.")
    private @Nullable Long source;

    @Mixin
    private final RoundOptions rounds = new RoundOptions();

    @Mixin
    private final RunningOptions running = new RunningOptions();

    private final Console console;

    GraphCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws Exception {
        if (algorithm.hasSource() && source == null && command != null) {
            throw new ParameterException(
                    command.commandLine(),
                    "Missing required option of " + AlgorithmConverter.name(algorithm) + ": '--source=ID'");
        }
        Inputs.check(TextFiles.of(edges));
        if (vertices != null) {
            Inputs.check(TextFiles.of(vertices));
        }
        running.run(console, this::run);
        return 0;
    }

    private void run(ReportedSession session) throws InterruptedException {
        Graph graph = graph(new GraphFiles(session, running.splitBytes()));
        long begin = source == null ? 0 : source;
        if (algorithm.hasSource() && !graph.hasVertex(begin)) {
            throw new DataflowException(
                    FailureKind.BAD_DATA,
                    "There is no vertex " + begin + " in " + (vertices == null ? edges : vertices)
                            + "; name another one with --source");
        }
        Dataset<Text> lines =
                algorithm.lines(graph, new Algorithm.Parameters(begin, rounds.iterations(), rounds.damping()));
        running.deliver(lines, console);
        session.close();
        StageTable.print(console.err(), session.reports());
    }

    private Graph graph(GraphFiles files) {
        Dataset<Edge> edges = algorithm.isWeighted() ? files.weightedEdges(this.edges) : files.edges(this.edges);
        if (vertices == null) {
            return Graph.of(edges, directed);
        }
        Graph graph = new Graph(files.vertices(vertices), edges, directed);
        graph.missingVertex().ifPresent(missing -> {
            throw new DataflowException(
                    FailureKind.BAD_DATA,
                    "An edge of " + this.edges + " names the vertex " + missing + ", which is not in " + vertices
                            + "; add it there, or leave --vertices out to take all that edges name");
        });
        return graph;
    }

    /** An algorithm by its name in small letters. */
    static final class AlgorithmConverter implements ITypeConverter<Algorithm> {
        @Override
        public Algorithm convert(String text) {
            return Arrays.stream(Algorithm.values())
                    .filter(candidate -> name(candidate).equals(text))
                    .findFirst()
                    .orElseThrow(() -> new TypeConversionException("'" + text + "' is no algorithm; there are "
                            + Arrays.stream(Algorithm.values())
                                    .map(AlgorithmConverter::name)
                                    .collect(Collectors.joining(", "))));
        }

        static String name(Algorithm algorithm) {
            return algorithm.name().toLowerCase(Locale.ROOT);
        }
    }
}
