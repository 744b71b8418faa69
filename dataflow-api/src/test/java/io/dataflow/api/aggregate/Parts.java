package io.dataflow.api.aggregate;

import io.dataflow.api.codec.ByteInput;
import io.dataflow.api.codec.ByteOutput;
import io.dataflow.api.codec.Codec;
import io.dataflow.api.codec.Codecs;
import io.dataflow.api.codec.ValueType;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Runs an aggregator as an engine may: in parts of any size, merged in any order, and with any accumulator turned into
 * bytes and back between two calls.
 */
final class Parts<T, A, R> {
    private final Aggregator<T, A, R> aggregator;
    private final Codec<A> codec;
    private final Random random;

    private Parts(Aggregator<T, A, R> aggregator, ValueType recordType, Random random) {
        this.aggregator = aggregator;
        this.codec = Codecs.derive(aggregator.accumulatorType(recordType));
        this.random = random;
    }

    static <T, A, R> R aggregate(
            Aggregator<T, A, R> aggregator, ValueType recordType, List<? extends T> records, Random random)
            throws Exception {
        return new Parts<>(aggregator, recordType, random).aggregate(records);
    }

    /** All records in their order, to one accumulator. */
    static <T, A, R> R atOnce(Aggregator<T, A, R> aggregator, List<? extends T> records) throws Exception {
        A accumulator = records.isEmpty() ? aggregator.create() : aggregator.first(records.get(0));
        for (int i = 1; i < records.size(); i++) {
            accumulator = aggregator.add(accumulator, records.get(i));
        }
        return aggregator.finish(accumulator);
    }

    private R aggregate(List<? extends T> records) throws Exception {
        List<A> parts = new ArrayList<>();
        int from = 0;
        while (from < records.size()) {
            int to = from + 1 + random.nextInt(records.size() - from);
            parts.add(accumulated(records.subList(from, to)));
            from = to;
        }
        while (parts.size() > 1) {
            A left = parts.remove(random.nextInt(parts.size()));
            A right = parts.remove(random.nextInt(parts.size()));
            parts.add(perhapsCoded(aggregator.merge(left, right)));
        }
        return aggregator.finish(parts.isEmpty() ? aggregator.create() : parts.get(0));
    }

    private A accumulated(List<? extends T> records) throws Exception {
        A accumulator = aggregator.first(records.get(0));
        for (T record : records.subList(1, records.size())) {
            accumulator = aggregator.add(perhapsCoded(accumulator), record);
        }
        return perhapsCoded(accumulator);
    }

    private A perhapsCoded(A accumulator) {
        if (random.nextBoolean()) {
            return accumulator;
        }
        ByteOutput output = new ByteOutput();
        codec.encode(accumulator, output);
        return codec.decode(new ByteInput(output.toByteArray()));
    }
}
