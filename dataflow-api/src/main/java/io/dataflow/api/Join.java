package io.dataflow.api;

import io.dataflow.api.codec.ValueType;
import io.dataflow.api.function.Captures;
import io.dataflow.api.function.Fn1;
import io.dataflow.api.function.Fn2;
import io.dataflow.api.plan.JoinKind;
import io.dataflow.api.plan.PlanNode;
import java.util.Optional;

/**
 * Two datasets about to be joined; {@code on} says by which keys. Keys are equal when their encodings are. Neither side
 * has to fit in memory, nor has any one key's part of it.
 *
 * @param <L> the records of the left side
 * @param <R> the records of the right side
 * @param <A> what the result has of the left: {@code L}, or {@code Optional<L>} where it may be missing
 * @param <B> what the result has of the right
 */
public final class Join<L, R, A, B> {
    private final Dataset<L> left;
    private final Dataset<R> right;
    private final JoinKind kind;

    Join(Dataset<L> left, Dataset<R> right, JoinKind kind) {
        this.left = left;
        this.right = right;
        this.kind = kind;
    }

    /** Every pair of records whose keys are equal. */
    public <K> Dataset<Pair<A, B>> on(Fn1<? super L, ? extends K> leftKey, Fn1<? super R, ? extends K> rightKey) {
        ValueType type = ValueType.of(
                Pair.class, side(left.type(), kind.leftMayMiss()), side(right.type(), kind.rightMayMiss()));
        Fn2<Object, Object, Object> result = Pair::new;
        return Dataset.of(left.session(), Joins.node(left, right, leftKey, rightKey, kind, result, type));
    }

    /** One record of each pair whose keys are equal. */
    @SuppressWarnings("unchecked")
    public <K, O> Dataset<O> on(
            Fn1<? super L, ? extends K> leftKey,
            Fn1<? super R, ? extends K> rightKey,
            Fn2<? super A, ? super B, ? extends O> result) {
        Captures.check(result, "join");
        ValueType type = Types.resultOf(result, left.type());
        PlanNode node = Joins.node(left, right, leftKey, rightKey, kind, (Fn2<Object, Object, Object>) result, type);
        return Dataset.of(left.session(), node);
    }

    private static ValueType side(ValueType type, boolean mayMiss) {
        return mayMiss ? ValueType.of(Optional.class, type) : type;
    }
}
