package io.dataflow.files;

import static org.assertj.core.api.Assertions.assertThat;

import io.dataflow.api.Dataset;
import io.dataflow.api.Pair;
import io.dataflow.api.Session;
import io.dataflow.api.SessionOptions;
import io.dataflow.api.io.FileSink;
import io.dataflow.api.testing.ReferenceSession;
import io.dataflow.testing.Seeds;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** Random records, written and read again by an engine, and by the reference session. */
class RoundTripTest {
    private static final String[] PIECES = {
        "a",
        "B",
        "\"",
        ",",
        ";",
        "\n",
        "\r\n",
        "\r",
        " ",
        "\t",
        "#",
        "'",
        "NA",
        "\\",
        "\u00e4",
        "\u20ac",
        "\ud83d\ude00",
        "\u0000",
        "{",
        "]",
        "null",
        "0"
    };

    private static Session engine;

    @TempDir
    private Path folder;

    enum Color {
        RED,
        GREEN
    }

    record Inner(@Nullable String text, @Nullable Integer number) {}

    record Flat(
            int id,
            @Nullable String text,
            @Nullable Long large,
            double real,
            @Nullable Float small,
            boolean flag,
            char letter,
            byte tiny,
            short shorter,
            @Nullable BigDecimal decimal,
            @Nullable BigInteger big,
            @Nullable LocalDate date,
            @Nullable LocalTime time,
            @Nullable LocalDateTime dateTime,
            @Nullable Instant instant,
            @Nullable Duration duration,
            @Nullable Year year,
            @Nullable YearMonth month,
            @Nullable UUID uuid,
            @Nullable Color color,
            Optional<String> maybe,
            @Nullable Inner inner) {}

    record Deep(
            Flat flat,
            @Nullable List<@Nullable Inner> list,
            Map<String, List<Integer>> map,
            Optional<Inner> maybe,
            @Nullable Deep next,
            Object anything) {}

    @BeforeAll
    static void open() {
        engine = Session.local(SessionOptions.defaults());
    }

    @AfterAll
    static void close() {
        engine.close();
    }

    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(6); i > 0; i--) {
            text.append(PIECES[random.nextInt(PIECES.length)]);
        }
        return text.toString();
    }

    private static <T> @Nullable T maybe(Random random, Supplier<T> value) {
        return random.nextInt(4) == 0 ? null : value.get();
    }

    private static double real(Random random) {
        return switch (random.nextInt(6)) {
            case 0 -> Double.NaN;
            case 1 -> Double.NEGATIVE_INFINITY;
            case 2 -> -0.0;
            case 3 -> Double.longBitsToDouble(random.nextLong() & 0x7FEFFFFFFFFFFFFFL);
            default -> random.nextInt(1000) / 8.0;
        };
    }

    private static Flat flat(Random random) {
        Instant instant = Instant.ofEpochSecond(random.nextInt(), random.nextInt(1_000_000_000));
        LocalDateTime dateTime = LocalDateTime.ofInstant(instant, ZoneOffset.UTC);
        return new Flat(
                random.nextInt(),
                maybe(random, () -> text(random)),
                maybe(random, random::nextLong),
                real(random),
                maybe(random, () -> (float) real(random)),
                random.nextBoolean(),
                (char) ('!' + random.nextInt(60)),
                (byte) random.nextInt(),
                (short) random.nextInt(),
                maybe(random, () -> new BigDecimal(new BigInteger(90, random), random.nextInt(40) - 20)),
                maybe(random, () -> new BigInteger(random.nextInt(200), random).negate()),
                maybe(random, dateTime::toLocalDate),
                maybe(random, dateTime::toLocalTime),
                maybe(random, () -> dateTime),
                maybe(random, () -> instant),
                maybe(random, () -> Duration.ofSeconds(random.nextInt(), random.nextInt(1_000_000_000))),
                maybe(random, () -> Year.of(1 + random.nextInt(3000))),
                maybe(random, () -> YearMonth.of(1 + random.nextInt(3000), 1 + random.nextInt(12))),
                maybe(random, () -> new UUID(random.nextLong(), random.nextLong())),
                maybe(random, () -> Color.values()[random.nextInt(2)]),
                Optional.ofNullable(maybe(random, () -> text(random))),
                maybe(random, () -> new Inner(text(random), maybe(random, random::nextInt))));
    }

    private static Deep deep(Random random, int depth) {
        Map<String, List<Integer>> map = new LinkedHashMap<>();
        for (int i = random.nextInt(3); i > 0; i--) {
            map.put(text(random), List.of(random.nextInt()));
        }
        return new Deep(
                flat(random),
                maybe(random, () -> {
                    List<@Nullable Inner> list = new ArrayList<>();
                    for (int i = random.nextInt(3); i > 0; i--) {
                        list.add(maybe(random, () -> new Inner(maybe(random, () -> text(random)), null)));
                    }
                    return list;
                }),
                map,
                Optional.ofNullable(maybe(random, () -> new Inner(text(random), 1))),
                depth == 0 ? null : maybe(random, () -> deep(random, depth - 1)),
                random.nextBoolean() ? text(random) : List.of(random.nextLong(), Map.of(text(random), 1.5)));
    }

    private static <T> FileSink<T> varied(FileSink<T> sink, Random random) {
        FileSink<T> rolled = random.nextBoolean() ? sink.targetFileSize(1 + random.nextInt(3000)) : sink;
        return switch (random.nextInt(4)) {
            case 0 -> rolled.compressed(".gz");
            case 1 -> rolled.compressed(".lz4");
            case 2 -> rolled.compressed(".zst");
            default -> rolled;
        };
    }

    private static Session reference() {
        return ReferenceSession.open();
    }

    /** Both sessions write, both read what the other wrote. */
    private <T> void assertRoundTrip(
            List<T> records, Class<T> type, FormatOf<T> format, ReaderOf<T> reader, Random random) {
        List<T> sorted = sorted(records);
        try (Session reference = reference()) {
            for (Session writer : List.of(engine, reference)) {
                Path target = folder.resolve(writer == engine ? "engine" : "reference");
                Dataset<T> dataset = writer.fromIterable(records, type);
                (random.nextBoolean() ? dataset.rebalance() : dataset).write(varied(format.into(target), random));
                for (Session session : List.of(engine, reference)) {
                    assertThat(sorted(reader.read(session, target).collect())).isEqualTo(sorted);
                }
            }
        }
    }

    private static <T> List<T> sorted(List<T> records) {
        return records.stream()
                .sorted((a, b) -> a.toString().compareTo(b.toString()))
                .toList();
    }

    private interface FormatOf<T> {
        FileSink<T> into(Path target);
    }

    private interface ReaderOf<T> {
        Dataset<T> read(Session session, Path target);
    }

    private static <T> List<T> several(Random random, Supplier<T> record) {
        List<T> records = new ArrayList<>();
        for (int i = random.nextInt(40); i > 0; i--) {
            records.add(record.get());
        }
        return records;
    }

    @Seeds(15)
    void csv_gives_back_every_record(Random random) {
        String nulls = random.nextBoolean() ? "" : "NA";
        char delimiter = ",;\t|".charAt(random.nextInt(4));
        boolean header = random.nextBoolean();

        assertRoundTrip(
                several(random, () -> flat(random)),
                Flat.class,
                target -> Csv.<Flat>format()
                        .nulls(nulls)
                        .delimiter(delimiter)
                        .header(header)
                        .into(target),
                (session, target) -> session.read(Csv.files(target)
                        .nulls(nulls)
                        .delimiter(delimiter)
                        .header(header)
                        .as(Flat.class)),
                random);
    }

    @Seeds(15)
    void json_lines_give_back_every_record_whatever_the_splits(Random random) {
        int splitBytes = 1 + random.nextInt(5000);

        assertRoundTrip(
                several(random, () -> deep(random, 2)),
                Deep.class,
                JsonLines::into,
                (session, target) -> session.read(
                        JsonLines.files(target).splitBytes(splitBytes).as(Deep.class)),
                random);
    }

    @Seeds(15)
    void csv_without_line_ends_in_fields_gives_back_every_record_whatever_the_splits(Random random) {
        int splitBytes = 1 + random.nextInt(500);
        boolean header = random.nextBoolean();

        assertRoundTrip(
                several(
                        random,
                        () -> new Inner("a" + text(random).replace("\n", "").replace("\r", ""), random.nextInt())),
                Inner.class,
                target -> Csv.<Inner>format().header(header).into(target),
                (session, target) -> session.read(Csv.files(target)
                        .header(header)
                        .multiline(false)
                        .splitBytes(splitBytes)
                        .as(Inner.class)),
                random);
    }

    @Seeds(5)
    void pairs_and_single_values_are_given_back(Random random) {
        List<Integer> numbers = several(random, random::nextInt);

        assertRoundTrip(
                numbers,
                Integer.class,
                Csv::into,
                (session, target) -> session.read(Csv.files(target).header(true).as(Integer.class)),
                random);
        engine.fromIterable(numbers, Integer.class)
                .map(number -> Pair.of(number, "n" + number))
                .write(Csv.into(folder.resolve("pairs")));
        assertThat(engine.read(Csv.files(folder.resolve("pairs"))
                                .header(true)
                                .as(new io.dataflow.api.codec.TypeRef<Pair<Integer, String>>() {}))
                        .map(Pair::first)
                        .collect())
                .containsExactlyInAnyOrderElementsOf(numbers);
    }
}
