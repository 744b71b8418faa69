package io.dataflow.api.codec;

import io.dataflow.api.text.Text;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Every type that has a codec, with random values of it; small enough domains that some are equal. */
final class Samples {
    /** A type, its values, and their order if it has one. */
    record Sample<T>(TypeRef<T> type, Function<Random, T> values, @Nullable Comparator<T> order) {
        @Override
        public String toString() {
            return type.toString();
        }
    }

    enum Color {
        RED,
        GREEN {
            @Override
            public String toString() {
                return "green";
            }
        },
        BLUE
    }

    record Point(int x, long y, double z) {}

    record Line(@Nullable String name, Integer count, boolean open, char sign, byte b, short s, float f) {}

    record Nothing() {}

    record Box<T>(T content) {}

    record Both<A, B>(A first, B second) {}

    record Wide(
            @Nullable Integer a,
            @Nullable Integer b,
            @Nullable Integer c,
            @Nullable Integer d,
            @Nullable Integer e,
            @Nullable Integer f,
            @Nullable Integer g,
            @Nullable Integer h,
            @Nullable Integer i) {}

    record Tree(int value, List<Tree> children, @Nullable Tree twin) {}

    sealed interface Shape<T> permits Circle, Square, Color2, Union {}

    record Circle<T>(T radius) implements Shape<T> {}

    record Square(int side) implements Shape<String> {}

    enum Color2 implements Shape<String> {
        NONE,
        ALL
    }

    record Union<T>(Shape<T> left, Shape<T> right) implements Shape<T> {}

    private static final List<String> STRINGS = List.of(
            "",
            "a",
            "ab",
            "a\u0000",
            "a\u0000b",
            "a\u0000\u0000",
            "b",
            "é",
            "\uFFFD",
            "\uFFFF",
            "🐟",
            "a🐟",
            "zz".repeat(70));
    private static final List<Double> DOUBLES = List.of(
            0.0,
            -0.0,
            1.0,
            -1.0,
            1.5,
            Double.NaN,
            Double.longBitsToDouble(0xFFF8000000000001L),
            Double.MIN_VALUE,
            -Double.MIN_VALUE,
            Double.MAX_VALUE,
            -Double.MAX_VALUE,
            Double.POSITIVE_INFINITY,
            Double.NEGATIVE_INFINITY);
    private static final List<String> ZONES = List.of("UTC", "Z", "Europe/Berlin", "America/St_Johns", "+02:00");

    private static final List<String> DECIMALS = List.of(
            "0",
            "0.0",
            "0E+5",
            "1",
            "1.0",
            "1.00",
            "10",
            "1E+1",
            "-1",
            "-1.0",
            "-0.99",
            "0.99",
            "9.9",
            "12",
            "123",
            "120",
            "-12",
            "-123",
            "1E+2147483647",
            "1E-2147483647",
            "-1E+2147483647");

    private Samples() {}

    static List<Sample<?>> all() {
        List<Sample<?>> all = new ArrayList<>();
        addScalars(all);
        addTimes(all);
        addContainers(all);
        addRecords(all);
        return all;
    }

    private static void addScalars(List<Sample<?>> all) {
        add(all, new TypeRef<Integer>() {}, r -> (int) number(r), Comparator.naturalOrder());
        add(all, new TypeRef<Long>() {}, Samples::number, Comparator.naturalOrder());
        add(all, new TypeRef<Short>() {}, r -> (short) number(r), Comparator.naturalOrder());
        add(all, new TypeRef<Byte>() {}, r -> (byte) number(r), Comparator.naturalOrder());
        add(all, new TypeRef<Character>() {}, r -> (char) number(r), Comparator.naturalOrder());
        add(all, new TypeRef<Boolean>() {}, Random::nextBoolean, Comparator.naturalOrder());
        add(all, new TypeRef<Double>() {}, Samples::fraction, Comparator.naturalOrder());
        add(all, new TypeRef<Float>() {}, r -> (float) fraction(r), Comparator.naturalOrder());
        add(all, new TypeRef<String>() {}, Samples::string, Samples::compareCodePoints);
        add(all, new TypeRef<Text>() {}, r -> Text.of(bytes(r)), Comparator.naturalOrder());
        add(all, new TypeRef<byte[]>() {}, Samples::bytes, Arrays::compareUnsigned);
        add(all, new TypeRef<BigInteger>() {}, Samples::bigInteger, Comparator.naturalOrder());
        add(all, new TypeRef<BigDecimal>() {}, Samples::bigDecimal, Comparator.naturalOrder());
        add(all, new TypeRef<UUID>() {}, r -> new UUID(number(r), number(r)), Samples::compareUnsigned);
        add(all, new TypeRef<Color>() {}, Samples::color, Comparator.naturalOrder());
        add(all, new TypeRef<DayOfWeek>() {}, r -> DayOfWeek.of(1 + r.nextInt(7)), Comparator.naturalOrder());
    }

    private static void addTimes(List<Sample<?>> all) {
        add(all, new TypeRef<LocalDate>() {}, Samples::date, Comparator.naturalOrder());
        add(all, new TypeRef<LocalTime>() {}, Samples::time, Comparator.naturalOrder());
        add(all, new TypeRef<LocalDateTime>() {}, r -> LocalDateTime.of(date(r), time(r)), Comparator.naturalOrder());
        add(all, new TypeRef<Instant>() {}, Samples::instant, Comparator.naturalOrder());
        add(
                all,
                new TypeRef<Duration>() {},
                r -> Duration.ofSeconds(number(r), r.nextInt(3)),
                Comparator.naturalOrder());
        add(
                all,
                new TypeRef<OffsetDateTime>() {},
                r -> OffsetDateTime.ofInstant(instant(r), ZoneOffset.ofHours(r.nextInt(-2, 3))),
                Comparator.naturalOrder());
        add(
                all,
                new TypeRef<ZonedDateTime>() {},
                r -> ZonedDateTime.ofInstant(instant(r), ZoneId.of(pick(r, ZONES))),
                Comparator.<ZonedDateTime>naturalOrder());
        add(all, new TypeRef<Year>() {}, r -> Year.of(date(r).getYear()), Comparator.naturalOrder());
        add(all, new TypeRef<YearMonth>() {}, r -> YearMonth.from(date(r)), Comparator.naturalOrder());
    }

    private static void addContainers(List<Sample<?>> all) {
        add(all, new TypeRef<Optional<Integer>>() {}, r -> optional(r, r.nextInt(3)), Samples::compareOptionals);
        add(all, new TypeRef<List<Integer>>() {}, Samples::integers, Samples::compareLists);
        add(all, new TypeRef<ArrayList<Integer>>() {}, r -> new ArrayList<>(integers(r)), null);
        add(all, new TypeRef<Collection<Integer>>() {}, Samples::integers, null);
        add(all, new TypeRef<Set<String>>() {}, r -> new HashSet<>(strings(r)), null);
        add(all, new TypeRef<Map<String, List<Integer>>>() {}, Samples::map, null);
        add(
                all,
                new TypeRef<List<List<Optional<String>>>>() {},
                r -> list(r, () -> list(r, () -> optional(r, string(r)))),
                null);
        add(all, new TypeRef<Integer[]>() {}, r -> integers(r).toArray(Integer[]::new), null);
        add(all, new TypeRef<int[]>() {}, r -> r.ints(r.nextInt(4), 0, 3).toArray(), null);
        add(all, new TypeRef<long[]>() {}, r -> r.longs(r.nextInt(4), 0, 3).toArray(), null);
        add(all, new TypeRef<double[]>() {}, r -> new double[] {fraction(r), fraction(r)}, null);
        add(all, new TypeRef<float[]>() {}, r -> new float[] {(float) fraction(r)}, null);
        add(all, new TypeRef<boolean[]>() {}, r -> new boolean[] {r.nextBoolean(), r.nextBoolean()}, null);
        add(all, new TypeRef<short[]>() {}, r -> new short[] {(short) number(r)}, null);
        add(all, new TypeRef<char[]>() {}, r -> new char[] {(char) number(r)}, null);
        add(all, new TypeRef<List<String>[]>() {}, Samples::arrayOfLists, null);
        add(all, new TypeRef<int[][]>() {}, r -> new int[][] {r.ints(2, 0, 2).toArray(), {}}, null);
    }

    private static void addRecords(List<Sample<?>> all) {
        add(all, new TypeRef<Nothing>() {}, r -> new Nothing(), null);
        add(all, new TypeRef<Point>() {}, Samples::point, Samples::comparePoints);
        add(
                all,
                new TypeRef<Line>() {},
                r -> new Line(orNull(r, string(r)), r.nextInt(3), r.nextBoolean(), 'x', (byte) 1, (short) -2, 0.5f),
                Comparator.comparing(Line::name, Comparator.nullsFirst(Samples::compareCodePoints))
                        .thenComparing(Line::count)
                        .thenComparing(Line::open));
        add(
                all,
                new TypeRef<Both<String, Both<Point, Optional<Integer>>>>() {},
                r -> new Both<>(string(r), new Both<>(point(r), optional(r, r.nextInt(2)))),
                null);
        add(all, new TypeRef<Wide>() {}, Samples::wide, null);
        add(all, new TypeRef<Tree>() {}, r -> tree(r, 3), null);
        add(all, new TypeRef<Shape<String>>() {}, r -> shape(r, 3), null);
        add(all, new TypeRef<Object>() {}, Samples::anything, null);
        add(all, new TypeRef<Both<?, ? extends Comparable<?>>>() {}, r -> new Both<>(anything(r), string(r)), null);
    }

    private static <T> void add(
            List<Sample<?>> all, TypeRef<T> type, Function<Random, T> values, @Nullable Comparator<T> order) {
        all.add(new Sample<>(type, values, order));
    }

    private static long number(Random random) {
        return random.nextInt(3) == 0
                ? pick(
                        random,
                        List.of(0L, 1L, -1L, 127L, -128L, 255L, 1L << 31, -(1L << 31), Long.MAX_VALUE, Long.MIN_VALUE))
                : random.nextLong() >> random.nextInt(64);
    }

    private static double fraction(Random random) {
        return random.nextInt(3) == 0 ? random.nextGaussian() * 1e3 : pick(random, DOUBLES);
    }

    private static String string(Random random) {
        return pick(random, STRINGS);
    }

    private static byte[] bytes(Random random) {
        if (random.nextBoolean()) {
            return string(random).getBytes(StandardCharsets.UTF_8);
        }
        byte[] bytes = new byte[random.nextInt(5)];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = pick(random, List.of((byte) 0, (byte) 1, (byte) 0x80, (byte) 0xFF));
        }
        return bytes;
    }

    private static BigInteger bigInteger(Random random) {
        return random.nextBoolean()
                ? BigInteger.valueOf(number(random))
                : new BigInteger(random.nextInt(200), random)
                        .multiply(BigInteger.valueOf(random.nextBoolean() ? 1 : -1));
    }

    private static BigDecimal bigDecimal(Random random) {
        if (random.nextBoolean()) {
            return new BigDecimal(pick(random, DECIMALS));
        }
        return new BigDecimal(bigInteger(random), random.nextInt(-5, 40));
    }

    private static Color color(Random random) {
        return Color.values()[random.nextInt(3)];
    }

    private static LocalDate date(Random random) {
        return pick(
                random,
                List.of(
                        LocalDate.MIN,
                        LocalDate.MAX,
                        LocalDate.EPOCH,
                        LocalDate.of(2026, 2, 1),
                        LocalDate.of(-1, 2, 1)));
    }

    private static LocalTime time(Random random) {
        return pick(random, List.of(LocalTime.MIN, LocalTime.MAX, LocalTime.NOON, LocalTime.ofNanoOfDay(1)));
    }

    private static Instant instant(Random random) {
        return Instant.ofEpochSecond(random.nextInt(-100_000, 2_000_000_000) / 3600 * 1800L, random.nextInt(2));
    }

    private static <T> Optional<T> optional(Random random, T value) {
        return random.nextInt(3) == 0 ? Optional.empty() : Optional.of(value);
    }

    private static <T> @Nullable T orNull(Random random, T value) {
        return random.nextInt(3) == 0 ? null : value;
    }

    private static <T> List<T> list(Random random, Supplier<T> values) {
        List<T> list = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            list.add(values.get());
        }
        return list;
    }

    private static List<Integer> integers(Random random) {
        return list(random, () -> orNull(random, random.nextInt(3)));
    }

    private static List<String> strings(Random random) {
        List<String> strings = list(random, () -> orNull(random, string(random)));
        Collections.shuffle(strings, random);
        return strings;
    }

    private static Map<String, List<Integer>> map(Random random) {
        Map<String, List<Integer>> map = new HashMap<>();
        for (String key : strings(random)) {
            map.put(key, orNull(random, integers(random)));
        }
        return map;
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // there are no generic arrays
    private static List<String>[] arrayOfLists(Random random) {
        return new List[] {strings(random), null};
    }

    private static Point point(Random random) {
        return new Point(random.nextInt(2), number(random), fraction(random));
    }

    private static Wide wide(Random random) {
        Integer[] n = new Integer[9];
        Arrays.setAll(n, i -> orNull(random, i));
        return new Wide(n[0], n[1], n[2], n[3], n[4], n[5], n[6], n[7], n[8]);
    }

    private static Tree tree(Random random, int depth) {
        List<Tree> children = depth == 0 ? List.of() : list(random, () -> tree(random, depth - 1));
        return new Tree(random.nextInt(2), children, depth == 0 ? null : orNull(random, tree(random, 0)));
    }

    private static Shape<String> shape(Random random, int depth) {
        return switch (random.nextInt(depth == 0 ? 3 : 4)) {
            case 0 -> new Circle<>(string(random));
            case 1 -> new Square(random.nextInt(3));
            case 2 -> pick(random, List.of(Color2.NONE, Color2.ALL));
            default -> new Union<>(shape(random, depth - 1), shape(random, depth - 1));
        };
    }

    private static Object anything(Random random) {
        List<Object> values = new ArrayList<>(List.of(
                true,
                (byte) 1,
                (short) 1,
                'a',
                1,
                1L,
                1f,
                1d,
                "1",
                Text.of("1"),
                BigInteger.ONE,
                BigDecimal.ONE,
                new UUID(1, 2),
                LocalDate.EPOCH,
                LocalTime.NOON,
                LocalDate.EPOCH.atStartOfDay(),
                Instant.EPOCH,
                Duration.ZERO,
                Instant.EPOCH.atZone(ZoneId.of("UTC")),
                Instant.EPOCH.atOffset(ZoneOffset.UTC)));
        values.addAll(List.of(
                Year.of(1),
                YearMonth.of(1, 2),
                Optional.of(1L),
                List.of("a", 1),
                Set.of("a", 1, Color.RED),
                Map.of(1, "b"),
                Color.GREEN,
                Color.RED,
                new Both<>("a", 1),
                new Both<>("a", 1L),
                new Nothing(),
                new Circle<>(2),
                new TreeSet<>(List.of(3, 1, 2)),
                Collections.singletonList(null)));
        return pick(random, values);
    }

    private static <T> T pick(Random random, List<T> values) {
        return values.get(random.nextInt(values.size()));
    }

    private static int compareCodePoints(String a, String b) {
        return Arrays.compare(a.codePoints().toArray(), b.codePoints().toArray());
    }

    private static int compareUnsigned(UUID a, UUID b) {
        int most = Long.compareUnsigned(a.getMostSignificantBits(), b.getMostSignificantBits());
        return most != 0 ? most : Long.compareUnsigned(a.getLeastSignificantBits(), b.getLeastSignificantBits());
    }

    private static int compareOptionals(Optional<Integer> a, Optional<Integer> b) {
        return Integer.compare(a.orElse(-1), b.orElse(-1));
    }

    private static int compareLists(List<Integer> a, List<Integer> b) {
        return Arrays.compare(
                a.toArray(Integer[]::new), b.toArray(Integer[]::new), Comparator.nullsFirst(Comparator.naturalOrder()));
    }

    private static int comparePoints(Point a, Point b) {
        return Comparator.comparing(Point::x)
                .thenComparing(Point::y)
                .thenComparing(Point::z)
                .compare(a, b);
    }
}
