package io.dataflow.examples.graph;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;

/**
 * Made at random, in any order: some vertices have far more edges than others and some none, edges come more than once and lead
 * from a vertex to itself.
 */
record RandomGraph(List<Long> vertices, List<Edge> edges) {

    static RandomGraph of(int vertexCount, int edgeCount, Random random) {
        TreeSet<Long> distinct = new TreeSet<>();
        while (distinct.size() < vertexCount) {
            distinct.add((long) (random.nextGaussian() * vertexCount * 10));
        }
        List<Long> vertices = new ArrayList<>(distinct);
        List<Edge> edges = new ArrayList<>();
        for (int i = 0; i < edgeCount; i++) {
            boolean again = !edges.isEmpty() && random.nextInt(10) == 0;
            Edge edge = new Edge(pick(vertices, random), pick(vertices, random), random.nextDouble());
            edges.add(again ? edges.get(random.nextInt(edges.size())) : edge);
        }
        Collections.shuffle(vertices, random);
        return new RandomGraph(vertices, edges);
    }

    private static long pick(List<Long> vertices, Random random) {
        double skewed = Math.pow(random.nextDouble(), 3);
        return vertices.get((int) (skewed * vertices.size()));
    }

    long anyVertex(Random random) {
        return vertices.get(random.nextInt(vertices.size()));
    }

    Path writeVertices(Path file) throws IOException {
        return Files.write(file, vertices.stream().map(String::valueOf).toList());
    }

    Path writeEdges(Path file) throws IOException {
        return Files.write(
                file,
                edges.stream()
                        .map(edge -> edge.from() + " " + edge.to() + " " + edge.weight())
                        .toList());
    }
}
