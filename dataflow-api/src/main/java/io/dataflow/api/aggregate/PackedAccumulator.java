package io.dataflow.api.aggregate;

import io.dataflow.api.codec.ByteInput;
import io.dataflow.api.codec.ByteOutput;
import org.jspecify.annotations.Nullable;

/**
 * The accumulators of an aggregator as a fixed number of {@code long}s each, for engines that keep them in tables and not as
 * objects: {@link #first}, {@link #merge} and {@link #encode} do to the numbers what the aggregator, and the codec of its
 * accumulators, do to objects. Safe for use by one thread.
 *
 * <p>Sums, counts, averages, least and greatest numbers have that form, and what {@code both}, {@code mapping},
 * {@code filtering} and {@code optional} make of them.
 *
 * @param <T> the records
 */
public interface PackedAccumulator<T> {
    /** More make a slot of a table so wide that its free ones cost more memory than objects do. */
    int MAX_LONGS = 16;

    /** Null when the aggregator's accumulators have no such form, or one that is too wide. */
    @SuppressWarnings("unchecked") // what packs itself says so for its own records
    static <T> @Nullable PackedAccumulator<T> of(Aggregator<T, ?, ?> aggregator) {
        PackedAccumulator<T> packed =
                aggregator instanceof Packable<?> packable ? ((Packable<T>) packable).packed() : null;
        return packed != null && packed.longs() <= MAX_LONGS ? packed : null;
    }

    /** How many each accumulator takes. */
    int longs();

    /** Whether {@link #merge} is {@link LongSum#sum}, long by long, and an accumulator of no records is zeros. */
    boolean sums();

    /** Puts the accumulator of one record into {@code target}, from {@code at} on. */
    void first(T record, long[] target, int at) throws Exception;

    /** Merges the accumulator that is in {@code other} from {@code otherAt} on into that in {@code target}. */
    void merge(long[] target, int at, long[] other, int otherAt);

    /** Appends what the codec of the aggregator's accumulators writes. */
    void encode(long[] accumulator, int at, ByteOutput output);

    /** Puts what was encoded into {@code target}. */
    void decode(ByteInput input, long[] target, int at);
}
