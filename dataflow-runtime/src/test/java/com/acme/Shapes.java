package com.acme;

import io.dataflow.api.Dataset;
import io.dataflow.api.Pair;
import io.dataflow.api.Session;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Programs that group, sort and distinguish by values of every shape. */
public final class Shapes {
    private Shapes() {}

    /** A sealed hierarchy, generic and recursive. */
    public sealed interface Shape<T> permits Point, Circle, Group {}

    /** A kind that says nothing of the type argument. */
    public record Point(double x, double y) implements Shape<String> {}

    /** A kind with a value. */
    public record Circle<T>(@Nullable T radius) implements Shape<T> {}

    /** A kind of kinds. */
    public record Group<T>(List<Shape<T>> parts, Optional<Optional<T>> label) implements Shape<T> {}

    /** A record that contains itself. */
    public record Tree(int value, List<Tree> children, @Nullable Tree twin) {}

    /** Everything at once. */
    public record Everything(
            double number,
            Float small,
            BigDecimal amount,
            Set<@Nullable String> words,
            Map<@Nullable String, @Nullable Set<Integer>> counts,
            Optional<Optional<Integer>> maybe,
            Shape<String> shape,
            Tree tree,
            int[][] grid,
            @Nullable String[][] names,
            Object any) {}

    private static final List<Double> NUMBERS = List.of(
            0.0, -0.0, 1.0, -1.0, Double.NaN, Double.longBitsToDouble(0xFFF8000000000001L), Double.NEGATIVE_INFINITY);
    private static final List<String> AMOUNTS = List.of("1", "1.0", "1.00", "-1", "0", "0.0", "10", "1E1");

    private static <T> T pick(Random random, List<T> values) {
        return values.get(random.nextInt(values.size()));
    }

    /** From a small domain, so that many are equal. */
    private static Everything everything(long seed) {
        Random random = new Random(seed * 0x9E3779B97F4A7C15L);
        List<@Nullable String> words = new ArrayList<>(Arrays.asList("a", null, "b"));
        Collections.shuffle(words, random);
        Map<@Nullable String, @Nullable Set<Integer>> counts = random.nextBoolean() ? new HashMap<>() : new TreeMap<>();
        counts.put("x", random.nextBoolean() ? Set.of(1, 2) : null);
        counts.put("y", Set.of());
        return new Everything(
                pick(random, NUMBERS),
                pick(random, NUMBERS).floatValue(),
                new BigDecimal(pick(random, AMOUNTS)),
                new HashSet<>(words.subList(0, 2)),
                counts,
                random.nextBoolean()
                        ? Optional.of(Optional.empty())
                        : pick(random, List.of(Optional.empty(), Optional.of(Optional.of(3)))),
                shape(random, 2),
                tree(random, 2),
                new int[][] {{random.nextInt(2)}, {}},
                new String[][] {{random.nextBoolean() ? "n" : null}, {}},
                pick(random, List.of(1, 1L, "1", List.of(1), Set.of(1), new Point(0, -0.0))));
    }

    private static Shape<String> shape(Random random, int depth) {
        return switch (depth == 0 ? random.nextInt(2) : 2) {
            case 0 -> new Point(pick(random, NUMBERS), 0);
            case 1 -> new Circle<>(random.nextBoolean() ? "r" : null);
            default ->
                new Group<>(
                        List.of(shape(random, depth - 1)),
                        random.nextBoolean() ? Optional.empty() : Optional.of(Optional.of("l")));
        };
    }

    private static Tree tree(Random random, int depth) {
        return new Tree(
                random.nextInt(2),
                depth == 0 ? List.of() : List.of(tree(random, depth - 1)),
                depth > 0 && random.nextBoolean() ? tree(random, 0) : null);
    }

    /** By program, its answer as text, sorted unless the program is. */
    public static Map<String, List<String>> answers(Session session, int count) {
        Dataset<Everything> all = session.range(0, count).map(number -> everything(number % (count / 2)));
        Map<String, List<String>> answers = new TreeMap<>();
        answers.put("distinct", List.of(Long.toString(all.distinct().count())));
        answers.put("number", strings(all.groupBy(Everything::number).count()));
        answers.put("small", strings(all.groupBy(Everything::small).count()));
        answers.put("amount", strings(all.groupBy(Everything::amount).count()));
        answers.put("words", counts(all.groupBy(Everything::words).count()));
        answers.put("counts", counts(all.groupBy(Everything::counts).count()));
        answers.put("maybe", strings(all.groupBy(Everything::maybe).count()));
        answers.put("shape", strings(all.groupBy(Everything::shape).count()));
        answers.put("tree", strings(all.groupBy(Everything::tree).count()));
        answers.put("grid", counts(all.groupBy(Everything::grid).count()));
        answers.put("names", counts(all.groupBy(Everything::names).count()));
        answers.put("any", counts(all.groupBy(Everything::any).count()));
        answers.put(
                "sorted by number",
                all.sortBy(Everything::number).thenBy(Everything::small).collect().stream()
                        .map(one -> one.number() + " " + one.small())
                        .toList());
        answers.put(
                "sorted by amount",
                all.sortBy(Everything::amount).collect().stream()
                        .map(one -> one.amount().stripTrailingZeros().toPlainString())
                        .toList());
        return answers;
    }

    private static List<String> strings(Dataset<?> dataset) {
        return dataset.collect().stream().map(String::valueOf).sorted().toList();
    }

    /** Of keys that do not have the same text everywhere: how many records each has. */
    private static <K> List<String> counts(Dataset<Pair<K, Long>> dataset) {
        return strings(dataset.map(pair -> pair.second()));
    }
}
