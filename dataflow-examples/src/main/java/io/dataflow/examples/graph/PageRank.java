package io.dataflow.examples.graph;

import static io.dataflow.api.aggregate.Aggregators.sumLong;

import io.dataflow.api.Dataset;
import io.dataflow.api.Order;
import io.dataflow.api.Pair;
import java.util.Optional;

/**
 * How likely somebody is at a vertex who follows arcs at random, and now and then begins anew anywhere. In each round a vertex
 * hands its rank on along its arcs in equal shares; vertices without arcs hand theirs on to all vertices. Ranks add up to 1.
 */
public final class PageRank {
    /**
     * What is added up are whole numbers of this size. A sum of doubles depends on their order, which is another one whenever
     * other tasks are done first; a sum of whole numbers does not, and all ranks together fit 64 bits.
     */
    private static final double UNIT = 0x1p-62;

    private PageRank() {}

    /** The rank of a vertex, and how many arcs it is handed on along. */
    public record Rank(long vertex, long arcs, double value) {
        private boolean isDeadEnd() {
            return arcs == 0;
        }

        private Share share(Arc arc) {
            return new Share(arc.to(), units(value / arcs));
        }
    }

    private record Share(long vertex, long units) {}

    /** A vertex, and what it was handed along arcs. */
    private record Gain(long vertex, long arcs, double shares) {
        private static Gain of(Rank before, Optional<Share> shares) {
            return new Gain(before.vertex, before.arcs, shares.map(Share::units).orElse(0L) * UNIT);
        }
    }

    /**
     * The rank of every vertex after so many rounds. Runs a job to count the vertices.
     *
     * @param damping how likely it is that an arc is followed
     */
    public static Dataset<Rank> ranks(Graph graph, int rounds, double damping) {
        double vertexCount = graph.vertices().count();
        Dataset<Arc> arcs = graph.arcs().cache();
        return first(graph.vertices(), arcs, 1 / vertexCount)
                .iterate(rounds, before -> before.leftJoin(shares(before, arcs))
                        .on(Rank::vertex, Share::vertex, Gain::of)
                        .crossJoin(deadEnds(before), (gain, handedToAll) -> {
                            double anywhere = (1 - damping + damping * handedToAll) / vertexCount;
                            return new Rank(gain.vertex(), gain.arcs(), anywhere + damping * gain.shares());
                        }));
    }

    private static Dataset<Rank> first(Dataset<Long> vertices, Dataset<Arc> arcs, double value) {
        return vertices.leftJoin(arcs.groupBy(Arc::from).count())
                .on(
                        vertex -> vertex,
                        Pair::first,
                        (vertex, counted) ->
                                new Rank(vertex, counted.map(Pair::second).orElse(0L), value));
    }

    /** What the vertices that arcs lead to are handed along them. */
    private static Dataset<Share> shares(Dataset<Rank> ranks, Dataset<Arc> arcs) {
        return arcs.join(ranks)
                .on(Arc::from, Rank::vertex, (arc, rank) -> rank.share(arc))
                .groupBy(Share::vertex)
                .aggregate(sumLong(Share::units), Share::new);
    }

    /** One record: the ranks of all vertices without arcs, added up. */
    private static Dataset<Double> deadEnds(Dataset<Rank> ranks) {
        return ranks.groupBy(rank -> true)
                .aggregate(sumLong(rank -> rank.isDeadEnd() ? units(rank.value()) : 0), (all, units) -> units * UNIT);
    }

    private static long units(double value) {
        return Math.round(value / UNIT);
    }

    /** The vertices with the greatest ranks; of equal ones those with the least numbers. */
    public static Dataset<Rank> top(Dataset<Rank> ranks, long limit) {
        return ranks.sortBy(Rank::value, Order.DESCENDING).thenBy(Rank::vertex).limit(limit);
    }
}
