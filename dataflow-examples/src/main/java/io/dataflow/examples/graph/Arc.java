package io.dataflow.examples.graph;

import java.util.List;

/** A way from one vertex to another. */
public record Arc(long from, long to) {

    Arc reversed() {
        return new Arc(to, from);
    }

    List<Arc> bothWays() {
        return List.of(this, reversed());
    }

    boolean isLoop() {
        return from == to;
    }
}
