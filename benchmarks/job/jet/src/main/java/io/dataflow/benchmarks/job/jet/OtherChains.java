package io.dataflow.benchmarks.job.jet;

import com.hazelcast.function.FunctionEx;
import com.hazelcast.function.PredicateEx;
import com.hazelcast.jet.pipeline.BatchStage;
import com.hazelcast.jet.pipeline.Pipeline;
import java.util.List;

/** A hundred chains of the shape of that of {@link Jet}, with other functions. */
final class OtherChains {
    private static final int CHAINS = 100;

    private static final List<FunctionEx<Long, Long>> MAPS = List.of(
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

    private static final List<PredicateEx<Long>> FILTERS = List.of(
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

    /** Steps through the lists that have no factor in common with their sizes: no two chains are alike. */
    static void run(Jet jet, long records) {
        for (int i = 0; i < CHAINS; i++) {
            Pipeline pipeline = Pipeline.create();
            BatchStage<Long> numbers = jet.range(pipeline, records)
                    .map(MAPS.get(i % 20))
                    .filter(FILTERS.get(i * 3 % 20))
                    .map(MAPS.get((i * 7 + i / 20) % 20))
                    .filter(FILTERS.get((i * 9 + i / 20) % 20))
                    .map(MAPS.get((i * 11 + i / 20) % 20));
            jet.count(pipeline, numbers);
        }
    }
}
