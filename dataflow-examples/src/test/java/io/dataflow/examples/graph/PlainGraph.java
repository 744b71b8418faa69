package io.dataflow.examples.graph;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The same algorithms as their definitions say, on collections and by one thread: what the examples have to come to. */
final class PlainGraph {
    private final Collection<Long> vertices;
    private final List<Edge> walks = new ArrayList<>();
    private final Map<Long, Set<Long>> outgoing = new TreeMap<>();
    private final Map<Long, Set<Long>> incoming = new TreeMap<>();
    private final boolean directed;

    PlainGraph(Collection<Long> vertices, Collection<Edge> edges, boolean directed) {
        this.vertices = new TreeSet<>(vertices);
        this.directed = directed;
        for (Long vertex : vertices) {
            outgoing.put(vertex, new TreeSet<>());
            incoming.put(vertex, new TreeSet<>());
        }
        for (Edge edge : edges) {
            add(edge);
            if (!directed) {
                add(edge.reversed());
            }
        }
    }

    private void add(Edge edge) {
        walks.add(edge);
        if (edge.from() != edge.to()) {
            outgoing.get(edge.from()).add(edge.to());
            incoming.get(edge.to()).add(edge.from());
        }
    }

    Map<Long, ? extends Number> values(Algorithm algorithm, Algorithm.Parameters parameters) {
        return switch (algorithm) {
            case BFS -> depths(parameters.source());
            case SSSP -> distances(parameters.source());
            case WCC -> components();
            case CDLP -> labels(parameters.iterations());
            case LCC -> coefficients();
            case PR -> ranks(parameters.iterations(), parameters.damping());
        };
    }

    private Map<Long, Long> depths(long source) {
        Map<Long, Long> depths = new TreeMap<>();
        vertices.forEach(vertex -> depths.put(vertex, Long.MAX_VALUE));
        depths.put(source, 0L);
        Queue<Long> reached = new ArrayDeque<>(List.of(source));
        while (!reached.isEmpty()) {
            long vertex = reached.remove();
            for (long next : outgoing.get(vertex)) {
                if (depths.get(next) == Long.MAX_VALUE) {
                    depths.put(next, depths.get(vertex) + 1);
                    reached.add(next);
                }
            }
        }
        return depths;
    }

    private Map<Long, Double> distances(long source) {
        Map<Long, Double> distances = new TreeMap<>();
        vertices.forEach(vertex -> distances.put(vertex, Double.POSITIVE_INFINITY));
        Queue<ShortestPaths.Distance> nearest =
                new PriorityQueue<>(Comparator.comparing(ShortestPaths.Distance::weight));
        nearest.add(new ShortestPaths.Distance(source, 0));
        while (!nearest.isEmpty()) {
            ShortestPaths.Distance next = nearest.remove();
            if (next.weight() < distances.get(next.vertex())) {
                distances.put(next.vertex(), next.weight());
                for (Edge edge : walks) {
                    if (edge.from() == next.vertex()) {
                        nearest.add(new ShortestPaths.Distance(edge.to(), next.weight() + edge.weight()));
                    }
                }
            }
        }
        return distances;
    }

    private Map<Long, Long> components() {
        Map<Long, Long> components = new TreeMap<>();
        for (long least : vertices) {
            Queue<Long> members = new ArrayDeque<>(List.of(least));
            while (!members.isEmpty()) {
                long member = members.remove();
                if (components.putIfAbsent(member, least) == null) {
                    members.addAll(neighbours(member));
                }
            }
        }
        return components;
    }

    private Set<Long> neighbours(long vertex) {
        Set<Long> neighbours = new TreeSet<>(outgoing.get(vertex));
        neighbours.addAll(incoming.get(vertex));
        return neighbours;
    }

    private Map<Long, Long> labels(int rounds) {
        Map<Long, Long> labels = new TreeMap<>();
        vertices.forEach(vertex -> labels.put(vertex, vertex));
        for (int round = 0; round < rounds; round++) {
            Map<Long, Long> before = new TreeMap<>(labels);
            for (long vertex : vertices) {
                Map<Long, Integer> counts = new TreeMap<>();
                outgoing.get(vertex).forEach(other -> counts.merge(before.get(other), 1, Integer::sum));
                if (directed) {
                    incoming.get(vertex).forEach(other -> counts.merge(before.get(other), 1, Integer::sum));
                }
                counts.entrySet().stream()
                        .max(Map.Entry.<Long, Integer>comparingByValue()
                                .thenComparing(Map.Entry.<Long, Integer>comparingByKey()
                                        .reversed()))
                        .ifPresent(most -> labels.put(vertex, most.getKey()));
            }
        }
        return labels;
    }

    private Map<Long, Double> coefficients() {
        Map<Long, Double> coefficients = new TreeMap<>();
        for (long vertex : vertices) {
            Set<Long> neighbours = neighbours(vertex);
            long arcs = 0;
            for (long neighbour : neighbours) {
                arcs += outgoing.get(neighbour).stream()
                        .filter(neighbours::contains)
                        .count();
            }
            double possible = (double) neighbours.size() * (neighbours.size() - 1);
            coefficients.put(vertex, possible == 0 ? 0 : arcs / possible);
        }
        return coefficients;
    }

    private Map<Long, Double> ranks(int rounds, double damping) {
        double count = vertices.size();
        Map<Long, Double> ranks = new TreeMap<>();
        vertices.forEach(vertex -> ranks.put(vertex, 1 / count));
        for (int round = 0; round < rounds; round++) {
            Map<Long, Double> before = new TreeMap<>(ranks);
            double deadEnds = vertices.stream()
                    .filter(vertex -> outgoing.get(vertex).isEmpty())
                    .mapToDouble(before::get)
                    .sum();
            for (long vertex : vertices) {
                double shares = incoming.get(vertex).stream()
                        .mapToDouble(
                                other -> before.get(other) / outgoing.get(other).size())
                        .sum();
                ranks.put(vertex, (1 - damping) / count + damping * (shares + deadEnds / count));
            }
        }
        return ranks;
    }
}
