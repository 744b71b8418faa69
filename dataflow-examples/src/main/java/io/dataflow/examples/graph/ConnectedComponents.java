package io.dataflow.examples.graph;

import io.dataflow.api.Dataset;
import io.dataflow.api.function.Emitter;

/**
 * Which vertices are connected, whatever the direction of their edges. Handing the least number on from neighbour to neighbour would
 * take as many rounds as the longest way has edges; here it takes about the logarithm of that, by the two alternating steps of
 * Kiveris, Lattanzi, Mirrokni, Rastogi and Vassilvitskii, "Connected Components in MapReduce and Beyond" (SoCC 2014): links are
 * moved to lesser and lesser vertices until those of each component are a star around its least one.
 */
public final class ConnectedComponents {
    private ConnectedComponents() {}

    /** A vertex, and the least of its component. */
    public record Member(long vertex, long component) {}

    /** The component of every vertex. */
    public static Dataset<Member> members(Graph graph) {
        Dataset<Arc> stars = graph.edges()
                .map(Edge::arc)
                .filter(arc -> !arc.isLoop())
                .iterateUntilUnchanged(
                        Integer.MAX_VALUE,
                        before -> smallStars(largeStars(before)),
                        (before, after) -> inNoStar(after));
        return graph.vertices()
                .leftJoin(stars.distinct())
                .on(
                        vertex -> vertex,
                        Arc::from,
                        (vertex, link) -> new Member(vertex, link.map(Arc::to).orElse(vertex)));
    }

    /** Links each vertex's greater neighbours to the least of its neighbours and itself. */
    private static Dataset<Arc> largeStars(Dataset<Arc> links) {
        return links.flatMap(Arc::bothWays)
                .groupBy(Arc::from)
                .sortedBy(Arc::to)
                .transformGroups(Arc.class, (vertex, neighbours, output) -> {
                    long least = Math.min(vertex, neighbours.iterator().next().to());
                    for (Arc neighbour : neighbours) {
                        if (neighbour.to() > vertex) {
                            output.emit(new Arc(neighbour.to(), least));
                        }
                    }
                });
    }

    /** Links each vertex and its lesser neighbours to the least of them; from now on links lead from greater to lesser ones. */
    private static Dataset<Arc> smallStars(Dataset<Arc> links) {
        return links.groupBy(Arc::from).sortedBy(Arc::to).transformGroups(Arc.class, ConnectedComponents::linkToLeast);
    }

    private static void linkToLeast(long vertex, Iterable<Arc> lesser, Emitter<Arc> output) throws Exception {
        long least = lesser.iterator().next().to();
        output.emit(new Arc(vertex, least));
        long last = least;
        for (Arc neighbour : lesser) {
            if (neighbour.to() != last) {
                output.emit(new Arc(neighbour.to(), least));
                last = neighbour.to();
            }
        }
    }

    /** The vertices that are linked to several others, or to one and from one. */
    private static Dataset<Long> inNoStar(Dataset<Arc> links) {
        return links.groupBy(Arc::from).cogroup(links.groupBy(Arc::to), Long.class, (vertex, from, to, output) -> {
            var outgoing = from.iterator();
            if (outgoing.hasNext()) {
                long centre = outgoing.next().to();
                boolean settled = !to.iterator().hasNext();
                while (settled && outgoing.hasNext()) {
                    settled = outgoing.next().to() == centre;
                }
                if (!settled) {
                    output.emit(vertex);
                }
            }
        });
    }
}
