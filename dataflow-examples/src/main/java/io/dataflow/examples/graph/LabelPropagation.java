package io.dataflow.examples.graph;

import io.dataflow.api.Dataset;
import io.dataflow.api.function.Emitter;

/**
 * Communities by label propagation: at first each vertex has its own number as its label; in each round it takes the label that
 * most of its neighbours have, of equally frequent ones the least. A neighbour that is joined in both directions of a directed
 * graph counts twice.
 */
public final class LabelPropagation {
    private LabelPropagation() {}

    /** A vertex, and the label of its community. */
    public record Labelled(long vertex, long label) {}

    /** A label that a neighbour of a vertex has; one that nobody counts is the vertex's own. */
    private record Vote(long vertex, long label, int count) {}

    /** The label of every vertex after so many rounds. */
    public static Dataset<Labelled> labels(Graph graph, int rounds) {
        Dataset<Arc> arcs = graph.arcs();
        Dataset<Arc> neighbours = graph.directed() ? arcs.union(arcs.map(Arc::reversed)) : arcs;
        return graph.vertices()
                .map(vertex -> new Labelled(vertex, vertex))
                .iterate(rounds, before -> elected(before, neighbours));
    }

    private static Dataset<Labelled> elected(Dataset<Labelled> before, Dataset<Arc> neighbours) {
        return neighbours
                .join(before)
                .on(Arc::from, Labelled::vertex, (arc, own) -> new Vote(arc.to(), own.label(), 1))
                .union(before.map(own -> new Vote(own.vertex(), own.label(), 0)))
                .groupBy(Vote::vertex)
                .sortedBy(Vote::label)
                .transformGroups(Labelled.class, LabelPropagation::elect);
    }

    /** Equal labels come one after the other, lesser ones first: there may be more votes than fit memory. */
    private static void elect(long vertex, Iterable<Vote> votes, Emitter<Labelled> output) throws Exception {
        long label = votes.iterator().next().label();
        long count = 0;
        long winner = label;
        long winnerCount = 0;
        for (Vote vote : votes) {
            if (vote.label() != label) {
                label = vote.label();
                count = 0;
            }
            count += vote.count();
            if (count > winnerCount) {
                winner = label;
                winnerCount = count;
            }
        }
        output.emit(new Labelled(vertex, winner));
    }
}
