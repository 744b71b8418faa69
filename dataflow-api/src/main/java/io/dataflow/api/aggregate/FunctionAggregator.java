package io.dataflow.api.aggregate;

import io.dataflow.api.codec.ValueType;
import io.dataflow.api.function.Fn0;
import io.dataflow.api.function.Fn1;
import io.dataflow.api.function.Fn2;

/** An aggregator put together from functions. */
final class FunctionAggregator<T, A, R> implements Aggregator<T, A, R> {
    private static final long serialVersionUID = 1L;

    private final String name;
    private final ValueType accumulatorType;
    private final ValueType resultType;
    private final Fn0<? extends A> create;
    private final Fn2<? super A, ? super T, ? extends A> add;
    private final Fn2<? super A, ? super A, ? extends A> merge;
    private final Fn1<? super A, ? extends R> finish;

    FunctionAggregator(
            String name,
            ValueType accumulatorType,
            ValueType resultType,
            Fn0<? extends A> create,
            Fn2<? super A, ? super T, ? extends A> add,
            Fn2<? super A, ? super A, ? extends A> merge,
            Fn1<? super A, ? extends R> finish) {
        this.name = name;
        this.accumulatorType = accumulatorType;
        this.resultType = resultType;
        this.create = create;
        this.add = add;
        this.merge = merge;
        this.finish = finish;
    }

    @Override
    public A create() throws Exception {
        return create.apply();
    }

    @Override
    public A add(A accumulator, T record) throws Exception {
        return add.apply(accumulator, record);
    }

    @Override
    public A merge(A left, A right) throws Exception {
        return merge.apply(left, right);
    }

    @Override
    public R finish(A accumulator) throws Exception {
        return finish.apply(accumulator);
    }

    @Override
    public ValueType accumulatorType(ValueType recordType) {
        return accumulatorType;
    }

    @Override
    public ValueType resultType(ValueType recordType) {
        return resultType;
    }

    @Override
    public String toString() {
        return name;
    }
}
