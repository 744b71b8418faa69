package io.dataflow.examples.graph;

import static io.dataflow.api.aggregate.Aggregators.sumLong;

import io.dataflow.api.Dataset;
import io.dataflow.api.Pair;
import io.dataflow.examples.graph.Triangles.Corner;
import io.dataflow.examples.graph.Triangles.Degree;
import io.dataflow.examples.graph.Triangles.Link;
import io.dataflow.examples.graph.Triangles.Triangle;
import java.util.Optional;

/**
 * How well the neighbours of each vertex are joined among themselves: the arcs between them, as a share of how many there could
 * be. Neighbours are those of both directions; an arc between two of them is the side of a triangle with the vertex.
 */
public final class ClusteringCoefficients {
    private ClusteringCoefficients() {}

    /** From 0, as for less than two neighbours, to 1. */
    public record Coefficient(long vertex, double value) {
        private static Coefficient of(long vertex, long neighbours, long arcs) {
            return new Coefficient(vertex, arcs == 0 ? 0 : (double) arcs / neighbours / (neighbours - 1));
        }
    }

    /** The coefficient of every vertex. */
    public static Dataset<Coefficient> coefficients(Graph graph) {
        Dataset<Link> links = Triangles.links(graph);
        Dataset<Pair<Long, Long>> arcs = Triangles.of(links)
                .flatMap(Triangle::corners)
                .groupBy(Corner::vertex)
                .aggregate(sumLong(Corner::oppositeArcs));
        Dataset<Coefficient> positive = Triangles.degrees(links)
                .join(arcs)
                .on(
                        Degree::vertex,
                        Pair::first,
                        (degree, sum) -> Coefficient.of(degree.vertex(), degree.neighbours(), sum.second()));
        return graph.vertices()
                .leftJoin(positive)
                .on(vertex -> vertex, Coefficient::vertex, ClusteringCoefficients::orZero);
    }

    private static Coefficient orZero(long vertex, Optional<Coefficient> known) {
        return known.orElseGet(() -> new Coefficient(vertex, 0));
    }
}
