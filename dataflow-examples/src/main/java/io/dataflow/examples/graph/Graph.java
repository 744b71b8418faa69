package io.dataflow.examples.graph;

import io.dataflow.api.Dataset;
import java.util.Optional;

/**
 * Numbered vertices, and edges between them. Both are read by several jobs of an algorithm, which {@link Dataset#cache} is for.
 *
 * @param vertices each once
 * @param directed whether edges lead from their first vertex to their second only
 */
public record Graph(Dataset<Long> vertices, Dataset<Edge> edges, boolean directed) {

    /** The graph of these edges and of the vertices that they name. */
    public static Graph of(Dataset<Edge> edges, boolean directed) {
        return new Graph(edges.flatMap(Edge::ends).distinct().cache(), edges, directed);
    }

    /** The edges in all directions in which they can be walked. */
    Dataset<Edge> walks() {
        return directed ? edges : edges.union(edges.map(Edge::reversed));
    }

    /** The ways between different vertices, each once, however many edges there are for it. */
    Dataset<Arc> arcs() {
        return walks().map(Edge::arc).filter(arc -> !arc.isLoop()).distinct();
    }

    /** Whether there is such a vertex; runs a job. */
    public boolean hasVertex(long vertex) {
        return !vertices.filter(candidate -> candidate == vertex).isEmpty();
    }

    /** A vertex that an edge names and that is not among the vertices, if there is one; runs a job. */
    public Optional<Long> missingVertex() {
        return edges.flatMap(Edge::ends).distinct().subtract(vertices).first();
    }
}
