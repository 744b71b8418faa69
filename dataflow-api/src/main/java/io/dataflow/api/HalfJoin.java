package io.dataflow.api;

import io.dataflow.api.function.Fn1;
import io.dataflow.api.function.Fn2;
import io.dataflow.api.plan.JoinKind;

/** A dataset about to be filtered by another; {@code on} says by which keys. Each record comes as often as it came. */
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

    /** As {@link Join#broadcast}. */
    public HalfJoin<L, R> broadcast() {
        Joins.checkBroadcast(kind);
        return new HalfJoin<>(left, right, kind, true);
    }

    /** The records of the left side whose key the right side has (semi), or has not (anti). */
    public <K> Dataset<L> on(Fn1<? super L, ? extends K> leftKey, Fn1<? super R, ? extends K> rightKey) {
        Fn2<Object, Object, Object> leftOnly = (record, none) -> record;
        return Dataset.of(
                left.session(), Joins.node(left, right, leftKey, rightKey, kind, broadcast, leftOnly, left.type()));
    }
}
