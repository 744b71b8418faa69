package io.dataflow.benchmarks;

import io.dataflow.api.Dataset;
import io.dataflow.api.JobListener;
import io.dataflow.api.JobReport;
import io.dataflow.api.Pair;
import io.dataflow.api.Session;
import io.dataflow.api.aggregate.Aggregators;
import io.dataflow.api.text.Text;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Work that is many times larger than the heap of its JVM, with answers that are known beforehand: a group-by with 6,000,000
 * keys, a sort, and a join of two sides. {@code SmallHeap group|sort|join [RECORDS]}; a record has 100 bytes. Ends with 1
 * if an answer is wrong.
 */
public final class SmallHeap {
    private static final long KEYS = 6_000_000;
    private static final int PADDING_BYTES = 91;

    /** A prime, so that multiples of it, modulo a number of records that it does not divide, are all different. */
    private static final long STEP = 7_368_787;

    private static final long OTHER_STEP = 15_485_863;

    private final Session session;
    private final List<JobReport> reports = new ArrayList<>();

    private SmallHeap(Session session) {
        this.session = session;
        session.listen(new JobListener() {
            @Override
            public void onProgress(JobReport report) {}

            @Override
            public void onEnd(JobReport report) {
                reports.add(report);
            }
        });
    }

    /** About 100 bytes when it is encoded. */
    public record Row(long key, Text padding) {
        static Row of(long key) {
            byte[] bytes = new byte[PADDING_BYTES];
            long state = key + 1;
            for (int i = 0; i < bytes.length; i++) {
                state = state * 6_364_136_223_846_793_005L + 1_442_695_040_888_963_407L;
                bytes[i] = (byte) ('0' + (int) ((state >>> 33) % 10));
            }
            return new Row(key, Text.of(bytes));
        }

        boolean isWhole() {
            return padding.equals(of(key).padding());
        }
    }

    /** What one task found in its part of the sorted records. */
    public record Part(long first, long last, long count, boolean ordered) {}

    public static void main(String[] args) {
        String work = args.length > 0 ? args[0] : "group";
        long records = args.length > 1 ? Long.parseLong(args[1]) : 50_000_000;
        long startNanos = System.nanoTime();
        boolean right;
        SmallHeap heap;
        try (Session session = Session.local()) {
            heap = new SmallHeap(session);
            right = heap.isRight(work, records);
        }
        Duration elapsed = Duration.ofNanos(System.nanoTime() - startNanos);
        long spilledBytes =
                heap.reports.stream().mapToLong(JobReport::spilledBytes).sum();
        System.out.printf(
                Locale.ROOT,
                "%s of %,d records in a heap of %d MB: %s, %.1f s, %,d bytes spilled%n",
                work,
                records,
                Runtime.getRuntime().maxMemory() >> 20,
                right ? "right" : "WRONG",
                elapsed.toMillis() / 1_000.0,
                spilledBytes);
        System.exit(right ? 0 : 1);
    }

    /** Whether the work, {@code group}, {@code sort} or {@code join}, comes to what it must come to. */
    static boolean isRight(Session session, String work, long records) {
        return new SmallHeap(session).isRight(work, records);
    }

    private boolean isRight(String work, long records) {
        return switch (work) {
            case "group" -> group(records);
            case "sort" -> sort(records);
            case "join" -> join(records);
            default -> throw new IllegalArgumentException("group, sort or join, not " + work);
        };
    }

    private Dataset<Row> rows(long records, long step) {
        return session.range(0, records).map(n -> Row.of(n * step % records));
    }

    /** Every key has as many records as any other, give or take one. */
    private boolean group(long records) {
        long least = records / KEYS;
        Dataset<Pair<Long, Long>> counts =
                session.range(0, records).groupBy(n -> n * STEP % KEYS).count();
        long keys = counts.filter(pair -> pair.second() == least || pair.second() == least + 1)
                .count();
        return keys == Math.min(KEYS, records);
    }

    /** All keys are there, in order. */
    private boolean sort(long records) {
        List<Part> parts = rows(records, STEP)
                .sortBy(Row::key)
                .mapPartitions(Part.class, (rows, out) -> {
                    long first = -1;
                    long last = -1;
                    long count = 0;
                    boolean ordered = true;
                    while (rows.hasNext()) {
                        Row row = rows.next();
                        first = count == 0 ? row.key() : first;
                        ordered &= row.key() > last && row.isWhole();
                        last = row.key();
                        count++;
                    }
                    out.emit(new Part(first, last, count, ordered));
                })
                .collect();
        long next = 0;
        for (Part part : parts) {
            if (part.first() != next || part.count() != part.last() - part.first() + 1 || !part.ordered()) {
                return false;
            }
            next = part.last() + 1;
        }
        return next == records;
    }

    /** Every record meets its one partner. */
    private boolean join(long records) {
        long pairs = rows(records, STEP)
                .join(rows(records, OTHER_STEP))
                .on(Row::key, Row::key)
                .filter(pair -> pair.first().isWhole()
                        && pair.first().padding().equals(pair.second().padding()))
                .aggregate(Aggregators.count());
        return pairs == records;
    }
}
