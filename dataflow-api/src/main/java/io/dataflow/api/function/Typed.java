package io.dataflow.api.function;

import io.dataflow.api.codec.Codec;
import io.dataflow.api.codec.TypeRef;
import io.dataflow.api.codec.ValueType;
import java.util.Objects;

/**
 * A function that says what type its results have, where that cannot be read from it or has a codec of the program's own:
 *
 * <pre>{@code
 * invoices.groupBy(returning(Money.class, new MoneyCodec(), Invoice::total)).count();
 * }</pre>
 *
 * <p>It may stand wherever a function of one argument does: in {@code map}, as a key, in an aggregator.
 */
public final class Typed<T, R> implements Fn1<T, R> {
    private static final long serialVersionUID = 1L;

    private final ValueType type;
    private final Fn1<? super T, ? extends R> function;

    private Typed(ValueType type, Fn1<? super T, ? extends R> function) {
        this.type = type;
        this.function = Objects.requireNonNull(function, "function");
    }

    /** The function, whose results are of that class. */
    public static <T, R> Fn1<T, R> returning(Class<R> type, Fn1<? super T, ? extends R> function) {
        return new Typed<>(ValueType.of(type), function);
    }

    /** The function, whose results are of that generic type. */
    public static <T, R> Fn1<T, R> returning(TypeRef<R> type, Fn1<? super T, ? extends R> function) {
        return new Typed<>(type.type(), function);
    }

    /** The function, whose results the codec encodes. */
    public static <T, R> Fn1<T, R> returning(Class<R> type, Codec<R> codec, Fn1<? super T, ? extends R> function) {
        Captures.check(codec, "returning");
        return new Typed<>(ValueType.of(type, codec), function);
    }

    ValueType type() {
        return type;
    }

    @Override
    public R apply(T value) throws Exception {
        return function.apply(value);
    }
}
