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
 * <p><b>Costs.</b> Both sides are sent, by the hash of their keys, and where they meet the smaller one stands in a hash
 * table, of which parts spill. Where one side measures little, the other is not sent: each task that reads it reads all of
 * the small one.
 *
 * <pre>{@code
 * Dataset<Pair<Purchase, Customer>> both = purchases.join(customers).on(Purchase::customer, Customer::id);
 * }</pre>
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
    private final boolean broadcast;

    Join(Dataset<L> left, Dataset<R> right, JoinKind kind) {
        this(left, right, kind, false);
    }

    private Join(Dataset<L> left, Dataset<R> right, JoinKind kind, boolean broadcast) {
        this.left = left;
        this.right = right;
        this.kind = kind;
        this.broadcast = broadcast;
    }

    /**
     * Says that the right side is small: each task that reads the left reads all of the right, and nothing of the left is sent.
     * Sides that measure little are found by themselves; this is for those that the engine would still partition, such as a
     * side of some megabytes beside a left one of unknown size. A right side that does not fit memory is spilled by each task.
     *
     * <pre>{@code
     * purchases.join(customers.filter(c -> c.nation().equals("PE"))).broadcast().on(Purchase::customer, Customer::id);
     * }</pre>
     *
     * @throws io.dataflow.api.failure.DataflowException of kind {@code INVALID_PLAN} for {@code rightJoin} and {@code fullJoin}
     */
    public Join<L, R, A, B> broadcast() {
        Joins.checkBroadcast(kind);
        return new Join<>(left, right, kind, true);
    }

    /**
     * Every pair of records whose keys are equal. Keys of different types, and types that cannot be encoded, are refused
     * with kind {@code INVALID_PLAN}.
     *
     * <pre>{@code
     * purchases.leftJoin(customers).on(Purchase::customer, Customer::id)
     *         .filter(both -> both.second().isEmpty());              // Pair<Purchase, Optional<Customer>>
     * }</pre>
     */
    public <K> Dataset<Pair<A, B>> on(Fn1<? super L, ? extends K> leftKey, Fn1<? super R, ? extends K> rightKey) {
        ValueType type = ValueType.of(
                Pair.class, side(left.type(), kind.leftMayMiss()), side(right.type(), kind.rightMayMiss()));
        Fn2<Object, Object, Object> result = Pair::new;
        return Dataset.of(left.session(), Joins.node(left, right, leftKey, rightKey, kind, broadcast, result, type));
    }

    /**
     * One record of each pair whose keys are equal. Nothing is made for what has no partner where the kind of join leaves
     * that out.
     *
     * <pre>{@code
     * purchases.join(customers).on(Purchase::customer, Customer::id, (purchase, customer) ->
     *         Pair.of(customer.nation(), purchase.price()));
     * }</pre>
     */
    @SuppressWarnings("unchecked")
    public <K, O> Dataset<O> on(
            Fn1<? super L, ? extends K> leftKey,
            Fn1<? super R, ? extends K> rightKey,
            Fn2<? super A, ? super B, ? extends O> result) {
        Captures.check(result, "join");
        ValueType type = Types.resultOf(result, left.type());
        PlanNode node =
                Joins.node(left, right, leftKey, rightKey, kind, broadcast, (Fn2<Object, Object, Object>) result, type);
        return Dataset.of(left.session(), node);
    }

    private static ValueType side(ValueType type, boolean mayMiss) {
        return mayMiss ? ValueType.of(Optional.class, type) : type;
    }
}
