package io.dataflow.examples.graph;

import java.util.List;

/**
 * What joins two vertices. Whether it can be walked in one direction or in both is up to its graph.
 *
 * @param weight at least 0; 1 where weights do not matter
 */
public record Edge(long from, long to, double weight) {

    /** From one vertex to another, whatever it weighs. */
    Arc arc() {
        return new Arc(from, to);
    }

    Edge reversed() {
        return new Edge(to, from, weight);
    }

    List<Long> ends() {
        return List.of(from, to);
    }
}
