package io.dataflow.benchmarks.job.data;

import java.io.IOException;
import java.io.OutputStream;

/**
 * Lines {@code source TAB target} of a directed graph in which every vertex has edges of both directions: one edge for each
 * vertex is part of a round trip through all of them, the others lead from anywhere to vertices with small numbers more
 * often than to others. Some edges are there twice.
 */
public final class Edges {
    private Edges() {}

    /**
     * Writes all edges.
     *
     * @param count at least as many as {@code vertices}
     */
    public static void write(OutputStream output, long seed, long count, int vertices) throws IOException {
        if (vertices < 1 || count < vertices) {
            throw new IllegalArgumentException(count + " edges are too few for each of " + vertices + " vertices");
        }
        Random64 random = new Random64(seed);
        NumberLines lines = new NumberLines(output, '\t');
        long step = stepThroughAll(vertices);
        long between = count / vertices;
        int vertex = 0;
        for (long i = 0; i < count; i++) {
            if (i % between == 0 && vertex < vertices) {
                lines.write(vertex, (vertex + step) % vertices);
                vertex++;
            } else {
                int source = random.below(vertices);
                lines.write(source, (long) random.below(vertices) * random.below(vertices) / vertices);
            }
        }
        lines.flush();
    }

    /** Adding it again and again, modulo {@code vertices}, comes to every vertex, and not to neighbours. */
    private static long stepThroughAll(int vertices) {
        long step = Math.max(1, (long) (vertices * 0.618));
        while (greatestCommonDivisor(step, vertices) != 1) {
            step++;
        }
        return step;
    }

    private static long greatestCommonDivisor(long a, long b) {
        return b == 0 ? a : greatestCommonDivisor(b, a % b);
    }
}
