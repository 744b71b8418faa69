package io.dataflow.benchmarks;

import static io.dataflow.api.aggregate.Aggregators.count;
import static io.dataflow.api.aggregate.Aggregators.sumLong;

import io.dataflow.api.Session;
import io.dataflow.api.SessionOptions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * How the time of a job grows with its data, with less memory, with more partitions, with skewed keys, and with what ran before
 * in the same JVM: each law a series of settings, run in turn, each compared with the first. {@code Growth [RECORDS] [ROUNDS]}; sorted
 * records have 100 bytes. Ends with 1 if an answer is wrong.
 */
public final class Growth {
    /** A prime, so that its multiples, modulo a number that it does not divide, are all different. */
    private static final long STEP = 7_368_787;

    /** What a table needs for a key that is a long, and a count. */
    private static final long BYTES_OF_A_KEY = 40;

    private static final long BYTES_OF_A_RECORD = 100;
    private static final int RECORDS_OF_A_KEY = 5;
    private static final long AMPLE_BYTES = 1L << 30;
    private static final int PIPELINES = 100;

    private final long records;
    private final int rounds;
    private boolean right = true;

    private Growth(long records, int rounds) {
        this.records = records;
        this.rounds = rounds;
    }

    /** A job whose answer is known. */
    @FunctionalInterface
    interface Work {
        boolean isRight(Session session);
    }

    /**
     * One line of a law.
     *
     * @param goal how many times the first line's time it may take; 0 for the first
     */
    record Setting(String what, long memoryBytes, double goal, Work work) {}

    public static void main(String[] args) {
        Growth growth = new Growth(
                args.length > 0 ? Long.parseLong(args[0]) : 1_000_000, args.length > 1 ? Integer.parseInt(args[1]) : 3);
        System.out.println("| law | setting | seconds, median | least | most | times the first | goal |");
        System.out.println("| --- | --- | ---: | ---: | ---: | ---: | ---: |");
        growth.earlierPipelines();
        growth.data();
        growth.memory();
        growth.partitions();
        growth.keys();
        System.exit(growth.right ? 0 : 1);
    }

    /** First of all, since everything else is a pipeline too. */
    private void earlierPipelines() {
        long numbers = records * 10;
        try (Session session = session(AMPLE_BYTES)) {
            double[] before = new double[rounds];
            double[] after = new double[rounds];
            timed(session, Growth::isChainRight, numbers);
            for (int round = 0; round < rounds; round++) {
                before[round] = timed(session, Growth::isChainRight, numbers);
            }
            for (int other = 0; other < PIPELINES; other++) {
                right &= isOtherRight(session, other);
            }
            for (int round = 0; round < rounds; round++) {
                after[round] = timed(session, Growth::isChainRight, numbers);
            }
            print("earlier pipelines", "a chain over " + numbers + " numbers, none before", before, before, 0);
            print("earlier pipelines", "after " + PIPELINES + " others", after, before, 1);
        }
    }

    private void data() {
        law(
                "data, in memory",
                new Setting("sort of " + records, AMPLE_BYTES, 0, session -> isSortRight(session, records)),
                new Setting("ten times that", 2 * AMPLE_BYTES, 10.5, session -> isSortRight(session, records * 10)));
        law(
                "data, in memory",
                new Setting("group of " + records, AMPLE_BYTES, 0, session -> isGroupRight(session, records)),
                new Setting("ten times that", AMPLE_BYTES, 10.5, session -> isGroupRight(session, records * 10)));
        long twice = 3 * records * BYTES_OF_A_RECORD;
        law(
                "data, in the same memory, which it outgrows",
                new Setting("sort of " + records, twice, 0, session -> isSortRight(session, records)),
                new Setting("ten times that", twice, 11.5, session -> isSortRight(session, records * 10)));
    }

    private void memory() {
        long sorted = records * 10;
        long bytes = sorted * BYTES_OF_A_RECORD;
        law(
                "memory",
                new Setting("sort in twice its size", 2 * bytes, 0, session -> isSortRight(session, sorted)),
                new Setting("its size", bytes, 0, session -> isSortRight(session, sorted)),
                new Setting("a quarter", bytes / 4, 2.0, session -> isSortRight(session, sorted)),
                new Setting("a sixteenth", bytes / 16, 2.4, session -> isSortRight(session, sorted)));
        long grouped = records * 20;
        long keyBytes = grouped / RECORDS_OF_A_KEY * BYTES_OF_A_KEY;
        law(
                "memory",
                new Setting("group in four times its keys", 4 * keyBytes, 0, session -> isGroupRight(session, grouped)),
                new Setting("their size", keyBytes, 0, session -> isGroupRight(session, grouped)),
                new Setting("a quarter", keyBytes / 4, 2.0, session -> isGroupRight(session, grouped)),
                new Setting("a sixteenth", keyBytes / 16, 2.4, session -> isGroupRight(session, grouped)));
    }

    private void partitions() {
        List<Setting> settings = new ArrayList<>();
        for (int count = 10; count <= 10_000; count *= 10) {
            int partitions = count;
            settings.add(new Setting(
                    partitions + " partitions",
                    AMPLE_BYTES,
                    count == 10 ? 0 : 1.5,
                    session -> isSpreadRight(session, records * 20, partitions)));
        }
        law("partitions of " + records * 20 + " records", settings.toArray(new Setting[0]));
    }

    private void keys() {
        for (String work : List.of("aggregation", "join")) {
            law(
                    "keys",
                    new Setting(
                            work + ", uniform",
                            AMPLE_BYTES,
                            0,
                            session -> Skew.isRight(session, work, records * 10, false)),
                    new Setting(
                            "half on one key",
                            AMPLE_BYTES,
                            1.3,
                            session -> Skew.isRight(session, work, records * 10, true)));
        }
    }

    /** One round that is not counted, then all settings in turn. */
    private void law(String name, Setting... settings) {
        double[][] seconds = new double[settings.length][rounds];
        for (int round = -1; round < rounds; round++) {
            for (int i = 0; i < settings.length; i++) {
                try (Session session = session(settings[i].memoryBytes())) {
                    Work work = settings[i].work();
                    double took = timed(session, (opened, nothing) -> work.isRight(opened), 0);
                    if (round >= 0) {
                        seconds[i][round] = took;
                    }
                }
            }
        }
        for (int i = 0; i < settings.length; i++) {
            print(name, settings[i].what(), seconds[i], seconds[0], settings[i].goal());
        }
    }

    private static Session session(long memoryBytes) {
        return Session.local(
                SessionOptions.defaults().memoryBytes(Math.max(SessionOptions.MIN_MEMORY_BYTES, memoryBytes)));
    }

    @FunctionalInterface
    private interface SizedWork {
        boolean isRight(Session session, long records);
    }

    private double timed(Session session, SizedWork work, long size) {
        long startNanos = System.nanoTime();
        boolean rightNow = work.isRight(session, size);
        double seconds = (System.nanoTime() - startNanos) / 1e9;
        right &= rightNow;
        return seconds;
    }

    private void print(String law, String what, double[] seconds, double[] first, double goal) {
        double[] sorted = seconds.clone();
        Arrays.sort(sorted);
        System.out.printf(
                Locale.ROOT,
                "| %s | %s | %.2f | %.2f | %.2f | %s | %s |%s%n",
                law,
                what,
                median(seconds),
                sorted[0],
                sorted[sorted.length - 1],
                seconds == first ? "" : String.format(Locale.ROOT, "%.2f", median(seconds) / median(first)),
                goal == 0 ? "" : String.format(Locale.ROOT, "%.1f", goal),
                right ? "" : " an answer was WRONG");
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    static boolean isSortRight(Session session, long records) {
        return SmallHeap.isRight(session, "sort", records);
    }

    static boolean isGroupRight(Session session, long records) {
        long keys = records / RECORDS_OF_A_KEY;
        long whole = session.range(0, records)
                .groupBy(n -> n * STEP % keys)
                .count()
                .filter(pair -> pair.second() == RECORDS_OF_A_KEY)
                .count();
        return whole == keys;
    }

    static boolean isSpreadRight(Session session, long records, int partitions) {
        long sum = session.range(0, records).repartition(partitions).aggregate(sumLong(n -> n));
        return sum == records * (records - 1) / 2;
    }

    static boolean isChainRight(Session session, long numbers) {
        long sum = session.range(0, numbers)
                .map(n -> n * 3)
                .filter(n -> n % 2 == 0)
                .map(n -> n + 1)
                .filter(n -> n > 0)
                .map(n -> n - 1)
                .aggregate(sumLong(n -> n));
        // Of the even numbers below that three times each.
        long even = (numbers + 1) / 2;
        return sum == 3 * even * (even - 1);
    }

    /** One of many pipelines with functions of several classes. */
    static boolean isOtherRight(Session session, int other) {
        long numbers = 20_000;
        return switch (other % 4) {
            case 0 ->
                session.range(0, numbers)
                                .map(n -> n + other)
                                .filter(n -> n >= other)
                                .count()
                        == numbers;
            case 1 ->
                session.range(0, numbers)
                                .map(n -> "" + n)
                                .map(String::length)
                                .filter(n -> n > 0)
                                .count()
                        == numbers;
            case 2 ->
                session.range(0, numbers)
                                .flatMap(n -> List.of(n, n))
                                .map(n -> -n)
                                .aggregate(count())
                        == 2 * numbers;
            default ->
                session.range(0, numbers)
                                .filter(n -> n % 2 == 0)
                                .map(n -> n / 2.0)
                                .map(n -> n * other)
                                .count()
                        == numbers / 2;
        };
    }
}
