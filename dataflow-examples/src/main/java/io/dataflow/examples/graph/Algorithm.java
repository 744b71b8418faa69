package io.dataflow.examples.graph;

import io.dataflow.api.Dataset;
import io.dataflow.api.function.Fn1;
import io.dataflow.api.text.Text;
import io.dataflow.examples.graph.BreadthFirstSearch.Depth;
import io.dataflow.examples.graph.ClusteringCoefficients.Coefficient;
import io.dataflow.examples.graph.ConnectedComponents.Member;
import io.dataflow.examples.graph.LabelPropagation.Labelled;
import io.dataflow.examples.graph.PageRank.Rank;
import io.dataflow.examples.graph.ShortestPaths.Distance;
import java.util.Locale;

/** The algorithms of LDBC Graphalytics by name, with what they write. */
public enum Algorithm {
    BFS,
    SSSP,
    WCC,
    CDLP,
    LCC,
    PR;

    /**
     * What the algorithms are told besides the graph; each looks at its own.
     *
     * @param source where BFS and SSSP begin
     * @param iterations the rounds of CDLP and PR
     * @param damping of PR
     */
    public record Parameters(long source, int iterations, double damping) {}

    /** Whether it begins at one vertex. */
    public boolean hasSource() {
        return this == BFS || this == SSSP;
    }

    public boolean isWeighted() {
        return this == SSSP;
    }

    /** {@code vertex value} in the order of the vertices. */
    public Dataset<Text> lines(Graph graph, Parameters parameters) {
        return switch (this) {
            case BFS -> lines(BreadthFirstSearch.depths(graph, parameters.source), Depth::vertex, Depth::edges);
            case SSSP -> lines(ShortestPaths.distances(graph, parameters.source), Distance::vertex, Distance::weight);
            case WCC -> lines(ConnectedComponents.members(graph), Member::vertex, Member::component);
            case CDLP ->
                lines(LabelPropagation.labels(graph, parameters.iterations), Labelled::vertex, Labelled::label);
            case LCC -> lines(ClusteringCoefficients.coefficients(graph), Coefficient::vertex, Coefficient::value);
            case PR ->
                lines(PageRank.ranks(graph, parameters.iterations, parameters.damping), Rank::vertex, Rank::value);
        };
    }

    private static <T> Dataset<Text> lines(Dataset<T> values, Fn1<T, Long> vertex, Fn1<T, Object> value) {
        return values.sortBy(vertex).map(record -> line(vertex.apply(record), value.apply(record)));
    }

    /** {@code vertex value}. Numbers that need not be whole are written as the suite does: a digit, and 15 behind the point. */
    public static Text line(long vertex, Object value) {
        return Text.join(
                ' ', vertex, value instanceof Double number ? String.format(Locale.ROOT, "%.15e", number) : value);
    }
}
