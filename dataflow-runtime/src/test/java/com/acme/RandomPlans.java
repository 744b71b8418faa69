package com.acme;

import io.dataflow.api.Dataset;
import io.dataflow.api.ErrorPolicy;
import io.dataflow.api.Pair;
import io.dataflow.api.Session;
import io.dataflow.api.aggregate.Aggregator;
import io.dataflow.api.aggregate.Aggregators;
import io.dataflow.api.codec.ValueType;
import io.dataflow.api.function.Fn1;
import io.dataflow.api.function.Tag;
import io.dataflow.api.function.Tokenizers;
import io.dataflow.api.io.TextFiles;
import io.dataflow.api.text.Text;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

/**
 * Programs made at random. The same seed makes the same program, over the same data, in whatever session. Lives in a
 * package of its own since Dataflow never ships classes of its own packages.
 */
public final class RandomPlans {
    private static final int MAX_STEPS = 7;

    /** Few enough for hundreds of programs, enough to spill in the smallest memory. */
    private static final int LARGE_RECORDS = 30_000;

    private static final int MAX_RECORDS = 60_000;

    private final long seed;
    private final Random random;
    private final Session session;
    private final Path folder;
    private final boolean large;
    private int sources;

    private RandomPlans(long seed, Session session, Path folder) {
        this.seed = seed;
        this.random = new Random(seed);
        this.session = session;
        this.folder = folder;
        this.large = random.nextInt(6) == 0;
    }

    /**
     * Runs the program of the seed.
     *
     * @param folder for input, which stays, and output, which is new in each session
     */
    public static Answer run(long seed, Session session, Path folder) {
        RandomPlans plans = new RandomPlans(seed, session, folder);
        return plans.answer(plans.dataset());
    }

    /** A dataset on its way. It has no more than {@code limit} records. */
    private record Node<T>(Kind<T> kind, Dataset<T> data, long limit) {
        Node<T> with(Dataset<T> next) {
            return new Node<>(kind, next, limit);
        }
    }

    private Node<?> dataset() {
        Node<?> node = source(kind());
        int steps = random.nextInt(MAX_STEPS);
        for (int i = 0; i < steps; i++) {
            node = step(node);
        }
        return node;
    }

    private Kind<?> kind() {
        return switch (random.nextInt(5)) {
            case 0 -> Kind.longs();
            case 1 -> Kind.strings();
            case 2 -> Kind.texts();
            case 3 -> Kind.pairs();
            default -> Kind.purchases();
        };
    }

    // ---- sources

    private <T> Node<T> source(Kind<T> kind) {
        int count = large ? LARGE_RECORDS : random.nextInt(8) == 0 ? 0 : random.nextInt(1_500);
        int distinct = random.nextBoolean() ? count + 1 : 1 + random.nextInt(40);
        return switch (random.nextInt(3)) {
            case 0 -> inMemory(kind, count, distinct);
            case 1 -> convert(new Node<>(Kind.longs(), session.range(7, 7L + count), count), kind);
            default -> fromFile(kind, count, distinct);
        };
    }

    private <T> Node<T> inMemory(Kind<T> kind, int count, int distinct) {
        List<T> records = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            records.add(apply(kind.make(), (long) random.nextInt(distinct)));
        }
        return new Node<>(kind, session.fromIterable(records), count);
    }

    private static <T> T apply(Fn1<Long, T> make, long number) {
        try {
            return make.apply(number);
        } catch (Exception impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private <T> Node<T> fromFile(Kind<T> kind, int count, int distinct) {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < count; i++) {
            lines.append(Kind.string(random.nextInt(distinct))).append(i % 3 == 0 ? "\r\n" : "\n");
        }
        Path file = folder.resolve("input-" + seed + "-" + sources++);
        try {
            Files.writeString(file, lines);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        TextFiles files = TextFiles.of(file).splitBytes(1 + random.nextInt(large ? 100_000 : 400));
        return random.nextBoolean()
                ? convert(new Node<>(Kind.texts(), session.read(files), count), kind)
                : convert(new Node<>(Kind.strings(), session.read(files.strings()), count), kind);
    }

    // ---- steps

    private Node<?> step(Node<?> node) {
        return switch (random.nextInt(8)) {
            case 0, 1 -> convert(node, kind());
            case 2, 3 -> shared(node);
            default -> sameKindOrGroups(node);
        };
    }

    /** Steps that share, keep, count through or set aside. All of them are of the same kind. */
    private <T> Node<T> shared(Node<T> node) {
        Dataset<T> data = node.data();
        Fn1<T, Long> number = node.kind().number();
        int divisor = 2 + random.nextInt(5);
        return switch (random.nextInt(10)) {
            case 0 -> sideOutputs(node, divisor);
            case 1 -> node.with(data.repartition(1 + random.nextInt(9)));
            case 2 -> node.with(data.coalesce(1 + random.nextInt(4)));
            case 3 ->
                node.with(data.mapPartitions(node.kind().type(), (records, out) -> {
                    while (records.hasNext()) {
                        T record = records.next();
                        if (Math.floorMod(number.apply(record), divisor) != 0) {
                            out.emit(record);
                        }
                    }
                }));
            case 4 ->
                node.with(data.zipWithIndex().map(Pair::first).as(node.kind().type()));
            case 5 -> cached(node, divisor);
            case 6 -> node.with(data.sortWith((left, right) -> compare(number, left, right)));
            case 7 ->
                node.with(data.map(record -> {
                            if (Math.floorMod(number.apply(record), divisor) == 0) {
                                throw new IllegalStateException("rejected");
                            }
                            return record;
                        })
                        .onError(ErrorPolicy.skip(Long.MAX_VALUE))
                        .as(node.kind().type()));
            case 8 ->
                node.with(data.iterate(
                        random.nextInt(4),
                        before -> before.filter(record -> Math.floorMod(number.apply(record), divisor) != 1)));
            default -> crossed(node);
        };
    }

    private static <T> int compare(Fn1<T, Long> number, T left, T right) {
        try {
            return Long.compare(number.apply(left), number.apply(right));
        } catch (Exception impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private <T> Node<T> sideOutputs(Node<T> node, int divisor) {
        Fn1<T, Long> number = node.kind().number();
        Tag<T> aside = Tag.of("aside", node.kind().type());
        Dataset<T> some = node.data().transform(node.kind().type(), (record, out) -> {
            if (Math.floorMod(number.apply(record), divisor) == 0) {
                out.emit(aside, record);
            } else {
                out.emit(record);
            }
        });
        return switch (random.nextInt(3)) {
            case 0 -> node.with(some);
            case 1 -> node.with(some.tagged(aside));
            default -> node.with(some.union(some.tagged(aside)));
        };
    }

    private <T> Node<T> cached(Node<T> node, int divisor) {
        Fn1<T, Long> number = node.kind().number();
        Dataset<T> kept = node.data().cache();
        if (random.nextBoolean()) {
            kept.count();
        }
        Dataset<T> both = kept.filter(record -> Math.floorMod(number.apply(record), divisor) == 0)
                .union(kept.filter(record -> Math.floorMod(number.apply(record), divisor) != 0));
        return node.with(both);
    }

    private <T> Node<T> crossed(Node<T> node) {
        if (node.limit() > MAX_RECORDS / 3) {
            return node;
        }
        Dataset<T> all = node.data().crossJoin(session.range(0, 1 + random.nextInt(3)), (record, n) -> record);
        return new Node<>(node.kind(), all.as(node.kind().type()), node.limit() * 3);
    }

    private <T> Node<?> sameKindOrGroups(Node<T> node) {
        return switch (random.nextInt(9)) {
            case 0 -> filter(node);
            case 1 -> node.limit() > MAX_RECORDS / 3 ? filter(node) : flatMap(node);
            case 2 -> node.limit() > MAX_RECORDS / 3 ? node.with(node.data().distinct()) : union(node);
            case 3 -> node.with(node.data().distinct());
            case 4 -> node.with(node.kind().totalOrder().apply(node.data(), random));
            case 5 -> limited(node);
            case 6 -> tokens(node);
            default -> groups(node);
        };
    }

    private <T, R> Node<R> convert(Node<T> node, Kind<R> to) {
        Fn1<T, Long> number = node.kind().number();
        Fn1<Long, R> make = to.make();
        Dataset<R> mapped = node.data().map(record -> make.apply(number.apply(record) & 0xFFFF));
        boolean stated = random.nextBoolean();
        return new Node<>(to, stated ? mapped.as(to.type()) : mapped.named("convert"), node.limit());
    }

    private <T> Node<T> filter(Node<T> node) {
        Fn1<T, Long> number = node.kind().number();
        int divisor = 2 + random.nextInt(6);
        return node.with(node.data().filter(record -> Math.floorMod(number.apply(record), divisor) != 0));
    }

    private <T> Node<T> flatMap(Node<T> node) {
        Fn1<T, Long> number = node.kind().number();
        Fn1<Long, T> make = node.kind().make();
        Dataset<T> all = node.data().flatMap(record -> {
            long first = number.apply(record) & 0xFFFF;
            List<T> several = new ArrayList<>();
            for (int i = 0; i < Math.floorMod(first, 4); i++) {
                several.add(make.apply(first + i));
            }
            return several;
        });
        return new Node<>(node.kind(), all, node.limit() * 3);
    }

    private <T> Node<T> union(Node<T> node) {
        Node<T> other =
                switch (random.nextInt(3)) {
                    case 0 -> node;
                    case 1 -> filter(node);
                    default -> source(node.kind());
                };
        return new Node<>(node.kind(), node.data().union(other.data()), node.limit() + other.limit());
    }

    private <T> Node<T> limited(Node<T> node) {
        int count = List.of(0, 1, 7, 300, 20_000).get(random.nextInt(5));
        return new Node<>(
                node.kind(),
                node.kind().totalOrder().apply(node.data(), random).limit(count),
                Math.min(node.limit(), count));
    }

    private <T> Node<?> tokens(Node<T> node) {
        if (node.limit() > MAX_RECORDS / 3) {
            return filter(node);
        }
        Node<Text> texts = convert(node, Kind.texts());
        Dataset<Text> tokens = texts.data().as(Text.class).flatMap(Tokenizers.<Text>split('a'));
        return new Node<>(Kind.texts(), tokens, node.limit() * 3);
    }

    private <T> Node<?> groups(Node<T> node) {
        Fn1<T, Long> number = node.kind().number();
        long keys = random.nextBoolean() ? 5 : 100_000;
        var byText = node.data().groupBy(record -> "key " + Math.floorMod(number.apply(record), keys));
        var byNumber = node.data().groupBy(record -> Math.floorMod(number.apply(record), keys));
        return switch (random.nextInt(12)) {
            case 8, 9, 10 -> sameKeys(node);
            case 0 -> new Node<>(Kind.pairs(), byText.count(), node.limit());
            case 1 ->
                new Node<>(
                        Kind.pairs(),
                        byText.aggregate(Aggregators.sumLong(r -> number.apply(r) & 0xFFFF)),
                        node.limit());
            case 2 ->
                node.with(byText.reduce((left, right) -> number.apply(left) >= number.apply(right) ? left : right)
                        .map(Pair::second));
            case 3 -> new Node<>(Kind.pairs(), byText.aggregate(Aggregators.min(number)), node.limit());
            case 4 ->
                new Node<>(
                        Kind.strings(),
                        byNumber.aggregate(remainders(number), (key, set) -> key + ":" + set),
                        node.limit());
            case 5 ->
                new Node<>(
                        Kind.strings(),
                        byNumber.aggregate(Aggregators.count(), (key, n) -> key + "=" + n),
                        node.limit());
            case 6 ->
                new Node<>(
                        Kind.longs(),
                        node.data()
                                .groupBy(record -> record)
                                .count()
                                .map(pair -> number.apply(pair.first()) + pair.second()),
                        node.limit());
            default ->
                new Node<>(
                        Kind.pairs(),
                        node.data()
                                .keyBy(record -> Kind.string(Math.floorMod(number.apply(record), keys)))
                                .aggregate(Aggregators.max(number)),
                        node.limit());
        };
    }

    /** In a row, by the same key. */
    private <T> Node<Pair<String, Long>> sameKeys(Node<T> node) {
        List<Long> limits = new ArrayList<>();
        SameKeys groups = new SameKeys(random, () -> {
            Node<Pair<String, Long>> pairs = limits.isEmpty() || random.nextBoolean()
                    ? convert(node, Kind.pairs())
                    : convert(source(kind()), Kind.pairs());
            limits.add(pairs.limit());
            return pairs.data().as(Kind.pairs().type());
        });
        Dataset<Pair<String, Long>> chain = groups.chain();
        return new Node<>(
                Kind.pairs(), chain, limits.stream().mapToLong(Long::longValue).sum());
    }

    /** An accumulator that is an object and grows, and is the same in whatever order the records come. */
    private static <T> Aggregator<T, Set<Long>, String> remainders(Fn1<T, Long> number) {
        return Aggregators.of(
                "remainders",
                ValueType.UNKNOWN,
                ValueType.of(String.class),
                HashSet::new,
                (set, record) -> {
                    set.add(Math.floorMod(number.apply(record), 13L));
                    return set;
                },
                (left, right) -> {
                    left.addAll(right);
                    return left;
                },
                set -> new TreeSet<>(set).toString());
    }

    // ---- actions

    private <T> Answer answer(Node<T> node) {
        Fn1<T, Long> number = node.kind().number();
        Dataset<T> data = node.data();
        Dataset<T> inOrder = node.kind().totalOrder().apply(data, random);
        int some = random.nextInt(200);
        return switch (random.nextInt(11)) {
            case 0, 1 -> Answer.unordered("collect", data.collect());
            case 2, 3 -> Answer.ordered("collect sorted", inOrder.collect());
            case 4 -> Answer.ordered("count", List.of(data.count()));
            case 5 ->
                Answer.ordered(
                        "reduce",
                        data.reduce((left, right) -> number.apply(left) >= number.apply(right) ? left : right).stream()
                                .toList());
            case 6 ->
                Answer.ordered(
                        "aggregate", List.of(data.aggregate(Aggregators.sumLong(r -> number.apply(r) & 0xFFFF))));
            case 7 -> Answer.ordered("take sorted", inOrder.take(some));
            case 8 -> Answer.ordered("take any", List.of(data.take(some).size()));
            case 9 -> Answer.unordered("write", lines(data));
            default -> Answer.ordered("write sorted", lines(inOrder));
        };
    }

    private List<String> lines(Dataset<?> data) {
        try {
            Path target = Files.createTempDirectory(folder, "output-" + seed + "-");
            data.write(TextFiles.into(target));
            return OutputFiles.lines(target);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
