package io.dataflow.api;

import io.dataflow.api.codec.Codecs;
import io.dataflow.api.codec.ValueType;
import io.dataflow.api.failure.DataflowException;
import io.dataflow.api.failure.FailureKind;
import io.dataflow.api.function.CallSite;
import io.dataflow.api.function.Captures;
import io.dataflow.api.function.Fn1;
import io.dataflow.api.plan.PlanNode;
import java.util.ArrayList;
import java.util.List;

/**
 * A dataset in order, to which further keys can be added. Each further key costs its bytes in the comparison, no sort of its
 * own.
 *
 * <pre>{@code
 * List<Purchase> first = purchases.sortBy(Purchase::date).thenBy(Purchase::price, DESCENDING).limit(10).collect();
 * }</pre>
 */
public final class Sorted<T> extends Dataset<T> {
    private final Dataset<T> unsorted;
    private final List<PlanNode.SortKey> keys;

    Sorted(Dataset<T> unsorted, List<PlanNode.SortKey> keys) {
        super(unsorted.session(), new PlanNode.Sort("sortBy", unsorted.node(), keys));
        this.unsorted = unsorted;
        this.keys = keys;
        Types.check("sortBy", "record", unsorted.type());
    }

    /**
     * Among records with equal keys so far, ascending by this one.
     *
     * <pre>{@code
     * customers.sortBy(Customer::nation).thenBy(Customer::name);
     * }</pre>
     */
    public <K extends Comparable<? super K>> Sorted<T> thenBy(Fn1<? super T, ? extends K> key) {
        return thenBy(key, Order.ASCENDING);
    }

    /**
     * Among records with equal keys so far, by this one. A key whose type has no order is refused with kind {@code
     * INVALID_PLAN}.
     *
     * <pre>{@code
     * customers.sortBy(Customer::nation).thenBy(Customer::id, DESCENDING);
     * }</pre>
     */
    public <K extends Comparable<? super K>> Sorted<T> thenBy(Fn1<? super T, ? extends K> key, Order order) {
        List<PlanNode.SortKey> all = new ArrayList<>(keys);
        all.add(key("thenBy", key, order, type()));
        return new Sorted<>(unsorted, all);
    }

    @SuppressWarnings("unchecked")
    static PlanNode.SortKey key(String operator, Fn1<?, ?> key, Order order, ValueType recordType) {
        Captures.check(key, operator);
        ValueType type = Types.resultOf(key, recordType);
        Types.check(operator, "key", type);
        if (!type.isUnknown() && !Codecs.derive(type).ordered()) {
            throw new DataflowException(
                    FailureKind.INVALID_PLAN,
                    operator + " at " + CallSite.line() + ": the key's type " + type
                            + " has no order; sort by something else or by several keys");
        }
        return new PlanNode.SortKey((Fn1<Object, Object>) key, type, order == Order.DESCENDING);
    }
}
