package io.dataflow.api;

import io.dataflow.api.function.Fn1;
import io.dataflow.api.function.Fn2;
import io.dataflow.api.plan.JoinKind;

/**
 * A dataset about to be filtered by another; {@code on} says by which keys. Each record comes as often as it came.
 *
 * <p>Costs what a {@link Join} does. Nothing of the right side is in the result.
 *
 * <pre>{@code
 * Dataset<Purchase> ofNobody = purchases.antiJoin(customers).on(Purchase::customer, Customer::id);
 * }</pre>
 *
 * @param <L> the records of the left side, which are those of the result
 * @param <R> the records of the right side
 */
public final class HalfJoin<L, R> {
    private final Dataset<L> left;
    private final Dataset<R> right;
    private final JoinKind kind;
    private final boolean broadcast;

    HalfJoin(Dataset<L> left, Dataset<R> right, JoinKind kind) {
        this(left, right, kind, false);
    }

    private HalfJoin(Dataset<L> left, Dataset<R> right, JoinKind kind, boolean broadcast) {
        this.left = left;
        this.right = right;
        this.kind = kind;
        this.broadcast = broadcast;
    }

    /**
     * As {@link Join#broadcast}.
     *
     * <pre>{@code
     * purchases.semiJoin(customers).broadcast().on(Purchase::customer, Customer::id);
     * }</pre>
     */
    public HalfJoin<L, R> broadcast() {
        Joins.checkBroadcast(kind);
        return new HalfJoin<>(left, right, kind, true);
    }

    /**
     * The records of the left side whose key the right side has (semi), or has not (anti). Keys of different types, and
     * types that cannot be encoded, are refused with kind {@code INVALID_PLAN}.
     *
     * <pre>{@code
     * customers.semiJoin(purchases).on(Customer::id, Purchase::customer);     // who bought something
     * }</pre>
     */
    public <K> Dataset<L> on(Fn1<? super L, ? extends K> leftKey, Fn1<? super R, ? extends K> rightKey) {
        Fn2<Object, Object, Object> leftOnly = (record, none) -> record;
        return Dataset.of(
                left.session(), Joins.node(left, right, leftKey, rightKey, kind, broadcast, leftOnly, left.type()));
    }
}
