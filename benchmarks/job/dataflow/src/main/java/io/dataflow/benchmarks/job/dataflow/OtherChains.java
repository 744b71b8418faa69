package io.dataflow.benchmarks.job.dataflow;

import static io.dataflow.api.aggregate.Aggregators.count;

import io.dataflow.api.Session;
import io.dataflow.api.function.Condition;
import io.dataflow.api.function.Fn1;
import java.util.List;

/** A hundred chains of the shape of {@link Jobs#chain}, with other functions. */
final class OtherChains {
    private static final int CHAINS = 100;

    private static final List<Fn1<Long, Long>> MAPS = List.of(
            x -> x + 1,
            x -> x + 2,
            x -> x + 3,
            x -> x + 5,
            x -> x + 7,
            x -> x ^ 9L,
            x -> x ^ 17L,
            x -> x ^ 33L,
            x -> x ^ 65L,
            x -> x ^ 129L,
            x -> x * 2,
            x -> x * 3,
            x -> x * 5,
            x -> x * 7,
            x -> x * 9,
            x -> x - 4,
            x -> x - 6,
            x -> x << 1,
            x -> x >>> 1,
            x -> ~x & 0xFFFF_FFFFL);

    private static final List<Condition<Long>> FILTERS = List.of(
            x -> x % 3 != 0,
            x -> x % 4 != 0,
            x -> x % 6 != 0,
            x -> x % 7 != 0,
            x -> x % 9 != 0,
            x -> x % 10 != 0,
            x -> x % 11 != 0,
            x -> x % 12 != 0,
            x -> x % 13 != 0,
            x -> x % 14 != 0,
            x -> (x & 1) != 0,
            x -> (x & 2) != 0,
            x -> (x & 3) != 0,
            x -> (x & 6) != 0,
            x -> (x & 12) != 0,
            x -> (x & 14) != 0,
            x -> x > 10,
            x -> x < 1L << 40,
            x -> x != 77,
            x -> x >= 5);

    private OtherChains() {}

    static void run(Session session, long records) {
        for (int i = 0; i < CHAINS; i++) {
            // Steps that have no factor in common with the sizes of the lists: no two chains are alike.
            session.range(0, records)
                    .map(MAPS.get(i % 20))
                    .filter(FILTERS.get(i * 3 % 20))
                    .map(MAPS.get((i * 7 + i / 20) % 20))
                    .filter(FILTERS.get((i * 9 + i / 20) % 20))
                    .map(MAPS.get((i * 11 + i / 20) % 20))
                    .aggregate(count());
        }
    }
}
