package io.dataflow.examples.graph;

import io.dataflow.api.Dataset;
import io.dataflow.api.Pair;

/** How many edges each vertex is away from a source. A round reaches all vertices that are one edge further away. */
public final class BreadthFirstSearch {
    /** The depth of vertices that no way leads to. */
    public static final long UNREACHABLE = Long.MAX_VALUE;

    private BreadthFirstSearch() {}

    /** How many edges the shortest way to a vertex has. */
    public record Depth(long vertex, long edges) {}

    /** A vertex that was reached, and whether that was in the last round, so that the next one goes on from it. */
    private record Reached(long vertex, long depth, boolean last) {
        Reached before() {
            return new Reached(vertex, depth, false);
        }

        Reached across(Arc arc) {
            return new Reached(arc.to(), depth + 1, true);
        }

        static Reached first(Reached one, Reached other) {
            return one.depth <= other.depth ? one : other;
        }
    }

    /** The depth of every vertex. */
    public static Dataset<Depth> depths(Graph graph, long source) {
        Dataset<Arc> arcs = graph.arcs();
        Dataset<Reached> reached = graph.vertices()
                .filter(vertex -> vertex == source)
                .map(vertex -> new Reached(vertex, 0, true))
                .iterateUntilUnchanged(
                        Integer.MAX_VALUE,
                        before -> further(before, arcs),
                        (before, after) -> after.filter(Reached::last));
        return graph.vertices()
                .leftJoin(reached)
                .on(
                        vertex -> vertex,
                        Reached::vertex,
                        (vertex, found) ->
                                new Depth(vertex, found.map(Reached::depth).orElse(UNREACHABLE)));
    }

    private static Dataset<Reached> further(Dataset<Reached> before, Dataset<Arc> arcs) {
        Dataset<Reached> neighbours = arcs.join(before.filter(Reached::last))
                .on(Arc::from, Reached::vertex, (arc, reached) -> reached.across(arc));
        return before.map(Reached::before)
                .union(neighbours)
                .groupBy(Reached::vertex)
                .reduce(Reached::first)
                .map(Pair::second);
    }
}
