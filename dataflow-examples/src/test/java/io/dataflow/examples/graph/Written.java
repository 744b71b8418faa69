package io.dataflow.examples.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Lines of a vertex and a value, compared as the suite does: labels of components up to renaming, shares up to rounding. */
final class Written {
    private static final double RELATIVE_ERROR = 1e-9;

    private Written() {}

    static void assertEqual(Algorithm algorithm, List<String> lines, List<String> expected) {
        Map<Long, String> values = parse(lines);
        Map<Long, String> known = parse(expected);
        assertThat(values.keySet()).as(algorithm.name()).isEqualTo(known.keySet());
        switch (algorithm) {
            case BFS, CDLP -> assertThat(values).as(algorithm.name()).isEqualTo(known);
            case WCC -> assertSamePartition(values, known);
            case SSSP, LCC, PR -> known.forEach((vertex, value) -> assertClose(algorithm, vertex, values, value));
        }
    }

    private static Map<Long, String> parse(List<String> lines) {
        Map<Long, String> values = new TreeMap<>();
        for (String line : lines) {
            String[] fields = line.split(" ", -1);
            assertThat(fields).as(line).hasSize(2);
            assertThat(values.put(Long.parseLong(fields[0]), fields[1]))
                    .as(line)
                    .isNull();
        }
        return values;
    }

    private static void assertClose(Algorithm algorithm, long vertex, Map<Long, String> values, String known) {
        double value = Double.parseDouble(String.valueOf(values.get(vertex)));
        double expected = Double.parseDouble(known);
        if (Double.isInfinite(expected)) {
            assertThat(value).as(algorithm + " of " + vertex).isEqualTo(expected);
        } else {
            assertThat(value)
                    .as(algorithm + " of " + vertex)
                    .isCloseTo(expected, within(Math.abs(expected) * RELATIVE_ERROR));
        }
    }

    /** Each label of one side goes with one of the other. */
    private static void assertSamePartition(Map<Long, String> values, Map<Long, String> known) {
        Map<String, String> names = new HashMap<>();
        values.forEach((vertex, label) -> assertThat(known.get(vertex))
                .as("component of " + vertex)
                .isEqualTo(names.computeIfAbsent(label, unseen -> known.get(vertex))));
        assertThat(new HashSet<>(names.values())).hasSameSizeAs(new ArrayList<>(names.values()));
    }
}
