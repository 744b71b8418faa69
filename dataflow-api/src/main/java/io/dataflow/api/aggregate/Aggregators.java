package io.dataflow.api.aggregate;

import io.dataflow.api.codec.Codecs;
import io.dataflow.api.codec.ValueType;
import io.dataflow.api.function.Captures;
import io.dataflow.api.function.Fn0;
import io.dataflow.api.function.Fn1;
import io.dataflow.api.function.Fn2;
import io.dataflow.api.function.LambdaTypes;

/** The stock aggregators, and a way to write others. */
public final class Aggregators {
    private Aggregators() {}

    /** How many records; 0 for none. */
    public static <T> LongSum<T> count() {
        return new LongSum<>(null);
    }

    /** The exact sum; 0 for none. A sum beyond 64 bits fails the job. */
    public static <T> LongSum<T> sumLong(Fn1<? super T, Long> value) {
        Captures.check(value, "sumLong");
        return new LongSum<>(value);
    }

    /** The sum in the order the records happen to come in, so that the last bits may differ between runs; 0 for none. */
    public static <T> Aggregator<T, Double, Double> sumDouble(Fn1<? super T, Double> value) {
        return of(
                "sumDouble",
                ValueType.of(Double.class),
                ValueType.of(Double.class),
                () -> 0.0,
                (sum, record) -> sum + value.apply(record),
                Double::sum,
                sum -> sum);
    }

    /** The least value, by its natural order; of equal ones any. There is none of no records. */
    public static <T, V extends Comparable<?>> Aggregator<T, V, V> min(Fn1<? super T, ? extends V> value) {
        return fold("min", value, (left, right) -> compare(left, right) <= 0 ? left : right);
    }

    /** The greatest value, by its natural order; of equal ones any. There is none of no records. */
    public static <T, V extends Comparable<?>> Aggregator<T, V, V> max(Fn1<? super T, ? extends V> value) {
        return fold("max", value, (left, right) -> compare(left, right) >= 0 ? left : right);
    }

    /** With {@code Comparable<? super V>} as its bound, javac would not infer what a lambda's parameter is. */
    @SuppressWarnings("unchecked") // natural orders compare values of their own type
    private static <V extends Comparable<?>> int compare(V left, V right) {
        return ((Comparable<V>) left).compareTo(right);
    }

    /** Combines records two at a time. {@code combine} must be associative and commutative. */
    public static <T> Aggregator<T, T, T> reduce(ValueType recordType, Fn2<? super T, ? super T, ? extends T> combine) {
        Captures.check(combine, "reduce");
        return new Fold<>("reduce", record -> record, combine, recordType);
    }

    /** An aggregator of your own; see {@link Aggregator} for what the functions promise. */
    public static <T, A, R> Aggregator<T, A, R> of(
            String name,
            ValueType accumulatorType,
            ValueType resultType,
            Fn0<? extends A> create,
            Fn2<? super A, ? super T, ? extends A> add,
            Fn2<? super A, ? super A, ? extends A> merge,
            Fn1<? super A, ? extends R> finish) {
        var aggregator = new FunctionAggregator<T, A, R>(name, accumulatorType, resultType, create, add, merge, finish);
        Captures.check(aggregator, name);
        return aggregator;
    }

    private static <T, V> Aggregator<T, V, V> fold(
            String name, Fn1<? super T, ? extends V> value, Fn2<? super V, ? super V, ? extends V> combine) {
        Captures.check(value, name);
        return new Fold<>(name, value, combine, Codecs.typeOf(LambdaTypes.returnType(value, Object.class)));
    }
}
