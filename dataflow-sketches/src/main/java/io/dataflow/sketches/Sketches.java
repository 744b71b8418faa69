package io.dataflow.sketches;

import io.dataflow.api.aggregate.Aggregator;
import io.dataflow.api.function.Fn1;
import java.util.List;

/**
 * Aggregators that answer nearly, in little memory:
 *
 * <pre>{@code
 * purchases.groupBy(Purchase::customer).aggregate(approxCountDistinct(Purchase::date));
 * hits.groupBy(Hit::url).aggregate(approxQuantile(Hit::millis, 0.99));
 * hits.aggregate(approxMostFrequent(10, Hit::host));
 * }</pre>
 *
 * <p>How far an answer may be off is what each says; how many records there are does not matter. What is kept grows with
 * what is different among the values and then no more, so that millions of small groups are cheap, too. A function that
 * takes a value from a record never returns null: leave such records out with {@code Aggregators.filtering}.
 */
public final class Sketches {
    /** Of a distinct count, unless told otherwise. */
    private static final double STANDARD_ERROR = 0.0125;

    /** Of quantiles, unless told otherwise. */
    private static final double RELATIVE_ERROR = 0.01;

    /** The values kept for the most frequent ones, unless told otherwise. */
    private static final int KEPT = 1_000;

    private static final int KEPT_FOR_EACH = 10;

    private Sketches() {}

    /**
     * How many different values there are, with a standard error of 1.25 %: 68 of 100 answers are no further off than that,
     * 95 no further than 2.5 %. Up to a thousand values are counted exactly, give or take one in a hundred such counts.
     * Values are the same when their encoding is. The answer depends on the values alone, neither on their order nor on how
     * they are partitioned.
     *
     * <p>Costs 4 bytes for each different value, 4 KB at most, and a hash for each record.
     *
     * <pre>{@code
     * long hosts = hits.aggregate(approxCountDistinct(Hit::host));
     * }</pre>
     */
    public static <T> Aggregator<T, ?, Long> approxCountDistinct(Fn1<? super T, ?> value) {
        return approxCountDistinct(value, STANDARD_ERROR);
    }

    /**
     * As {@link #approxCountDistinct(Fn1)}, with a standard error of 0.0022 or more. Half the error takes four times the
     * memory: 128 KB at most for 0.0022.
     *
     * @throws IllegalArgumentException if the error is less
     */
    public static <T> Aggregator<T, ?, Long> approxCountDistinct(Fn1<? super T, ?> value, double standardError) {
        return new DistinctCount<>(
                new ValueOf<>("approxCountDistinct", value), DistinctSketch.precisionFor(standardError));
    }

    /**
     * The value below which the fraction {@code quantile} of all values is: 0.5 is the median, 0 the least value, 1 the
     * greatest. Of <i>n</i> values in order it is number 1 + &lfloor;{@code quantile} (<i>n</i> - 1)&rfloor;, give or take 1 %
     * of that value. The answer depends on the values alone, neither on their order nor on how they are partitioned. There
     * is none of no records; NaN and infinite values fail the job.
     *
     * <p>Costs a few bytes for each power of 1.02 between the values' magnitudes that is met: some hundred bytes for
     * latencies, 40 KB at most. Magnitudes less than 10<sup>-17</sup> of the greatest may count as that.
     *
     * <pre>{@code
     * double slow = hits.aggregate(approxQuantile(Hit::millis, 0.99));
     * }</pre>
     *
     * @throws IllegalArgumentException if the quantile is not between 0 and 1
     */
    public static <T> Aggregator<T, ?, Double> approxQuantile(Fn1<? super T, ? extends Number> value, double quantile) {
        return new Quantiles<T>(new ValueOf<>("approxQuantile", value), RELATIVE_ERROR, List.of(quantile)).only();
    }

    /**
     * Several of {@link #approxQuantile} at the price of one, in the order asked for.
     *
     * <pre>{@code
     * List<Double> median = hits.aggregate(approxQuantiles(Hit::millis, 0.5, 0.9, 0.99));
     * }</pre>
     */
    public static <T> Aggregator<T, ?, List<Double>> approxQuantiles(
            Fn1<? super T, ? extends Number> value, Double... quantiles) {
        return new Quantiles<>(new ValueOf<>("approxQuantiles", value), RELATIVE_ERROR, List.of(quantiles));
    }

    /**
     * The {@code count} most frequent values, with how often they occur, the most frequent first; fewer if there are no more
     * different values. With up to 1,000 different values, or 10 {@code count} if that is more, all counts are exact. With
     * more, counts are off by no more than a thousandth of the number of records, always to the same side and by an amount
     * that each answer tells ({@link Frequency}); a value that is more frequent than that is not missed. Which answer among
     * those depends on the order of the records.
     *
     * <p>Costs the encoded values, up to twice as many as are counted exactly.
     *
     * <pre>{@code
     * hits.groupBy(Hit::host).aggregate(approxMostFrequent(3, Hit::url));
     * }</pre>
     */
    public static <T, V> Aggregator<T, ?, List<Frequency<V>>> approxMostFrequent(
            int count, Fn1<? super T, ? extends V> value) {
        return approxMostFrequent(
                count, value, Math.max(KEPT, (int) Math.min(Integer.MAX_VALUE / 2, (long) count * KEPT_FOR_EACH)));
    }

    /**
     * As {@link #approxMostFrequent(int, Fn1)}, with {@code kept} different values counted exactly, and counts off by no more
     * than the number of records divided by {@code kept}.
     *
     * @throws IllegalArgumentException if {@code count} is less than 1, or {@code kept} less than that
     */
    public static <T, V> Aggregator<T, ?, List<Frequency<V>>> approxMostFrequent(
            int count, Fn1<? super T, ? extends V> value, int kept) {
        return new MostFrequent<>(new ValueOf<>("approxMostFrequent", value), count, kept);
    }
}
