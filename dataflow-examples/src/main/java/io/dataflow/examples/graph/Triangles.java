package io.dataflow.examples.graph;

import static io.dataflow.api.aggregate.Aggregators.count;

import io.dataflow.api.Dataset;
import java.util.List;

/**
 * Three vertices of which each is a neighbour of the others, each such three once. Pairs of neighbours of the same vertex are
 * looked up among the links; since only the neighbour with fewer links looks at a link, there are few such pairs even where
 * some vertices have very many neighbours.
 */
public final class Triangles {
    private Triangles() {}

    /** Two vertices, the lesser first. */
    record Ends(long lesser, long greater) {
        static Ends of(long one, long other) {
            return new Ends(Math.min(one, other), Math.max(one, other));
        }
    }

    /** Neighbours, and how many arcs join them: one, or one in each direction. */
    public record Link(Ends ends, long arcs) {
        List<Long> vertices() {
            return List.of(ends.lesser, ends.greater);
        }
    }

    /** How many neighbours a vertex has. */
    public record Degree(long vertex, long neighbours) {}

    /** The corners, and how many arcs each side has. */
    public record Triangle(long a, long b, long c, long ab, long bc, long ca) {

        /** The corners, each with the arcs of the side that it is not on. */
        List<Corner> corners() {
            return List.of(new Corner(a, bc), new Corner(b, ca), new Corner(c, ab));
        }
    }

    record Corner(long vertex, long oppositeArcs) {}

    /** A link, and how many neighbours its lesser end has. */
    private record Half(Link link, long neighbours) {

        /** The link as it is seen from the end that has fewer neighbours, or as many and is lesser. */
        Side side(Degree greater) {
            Ends ends = link.ends;
            return neighbours <= greater.neighbours
                    ? new Side(ends.lesser, ends.greater, link.arcs)
                    : new Side(ends.greater, ends.lesser, link.arcs);
        }
    }

    private record Side(long from, long to, long arcs) {}

    /** Two sides of what is a triangle if there is a link between their ends. */
    private record Wedge(Side left, Side right) {
        boolean isInOrder() {
            return left.to < right.to;
        }

        Ends ends() {
            return new Ends(left.to, right.to);
        }

        Triangle closed(Link link) {
            return new Triangle(left.from, left.to, right.to, left.arcs, link.arcs, right.arcs);
        }
    }

    /** All neighbours. */
    public static Dataset<Link> links(Graph graph) {
        return graph.arcs()
                .groupBy(arc -> Ends.of(arc.from(), arc.to()))
                .aggregate(count(), Link::new)
                .cache();
    }

    /** The degrees of the vertices that have neighbours. */
    public static Dataset<Degree> degrees(Dataset<Link> links) {
        return links.flatMap(Link::vertices).groupBy(vertex -> vertex).aggregate(count(), Degree::new);
    }

    /** All triangles that are made of these links. */
    public static Dataset<Triangle> of(Dataset<Link> links) {
        Dataset<Degree> degrees = degrees(links);
        Dataset<Side> sides = links.join(degrees)
                .on(link -> link.ends().lesser(), Degree::vertex, (link, degree) -> new Half(link, degree.neighbours()))
                .join(degrees)
                .on(half -> half.link().ends().greater(), Degree::vertex, Half::side);
        return sides.join(sides)
                .on(Side::from, Side::from, Wedge::new)
                .filter(Wedge::isInOrder)
                .join(links)
                .on(Wedge::ends, Link::ends, Wedge::closed);
    }
}
