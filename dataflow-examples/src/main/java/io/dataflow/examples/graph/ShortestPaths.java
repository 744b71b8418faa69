package io.dataflow.examples.graph;

import io.dataflow.api.Dataset;
import io.dataflow.api.Pair;

/**
 * The weight of the lightest path from a source to each vertex. Other than in a breadth-first search a path with more edges may be
 * lighter than one that was found before; then the vertex is gone on from once more.
 */
public final class ShortestPaths {
    private ShortestPaths() {}

    /** What the edges of the lightest path to a vertex weigh together; infinite if there is none. */
    public record Distance(long vertex, double weight) {}

    /** The lightest path so far, and whether it was found in the last round. */
    private record Found(long vertex, double weight, boolean last) {
        Found before() {
            return new Found(vertex, weight, false);
        }

        Found along(Edge edge) {
            return new Found(edge.to(), weight + edge.weight(), true);
        }

        /** Of two that weigh the same the one that is known already, so that the loop comes to an end. */
        static Found lighter(Found one, Found other) {
            boolean first = one.weight < other.weight || (one.weight == other.weight && !one.last);
            return first ? one : other;
        }
    }

    /** The distance of every vertex. */
    public static Dataset<Distance> distances(Graph graph, long source) {
        Dataset<Edge> edges = graph.walks();
        Dataset<Found> found = graph.vertices()
                .filter(vertex -> vertex == source)
                .map(vertex -> new Found(vertex, 0, true))
                .iterateUntilUnchanged(
                        Integer.MAX_VALUE,
                        before -> further(before, edges),
                        (before, after) -> after.filter(Found::last));
        return graph.vertices()
                .leftJoin(found)
                .on(
                        vertex -> vertex,
                        Found::vertex,
                        (vertex, path) ->
                                new Distance(vertex, path.map(Found::weight).orElse(Double.POSITIVE_INFINITY)));
    }

    private static Dataset<Found> further(Dataset<Found> before, Dataset<Edge> edges) {
        Dataset<Found> longer = edges.join(before.filter(Found::last))
                .on(Edge::from, Found::vertex, (edge, found) -> found.along(edge));
        return before.map(Found::before)
                .union(longer)
                .groupBy(Found::vertex)
                .reduce(Found::lighter)
                .map(Pair::second);
    }
}
