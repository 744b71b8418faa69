package io.dataflow.api;

import io.dataflow.api.codec.TypeRef;
import io.dataflow.api.codec.ValueType;
import io.dataflow.api.function.Captures;
import io.dataflow.api.function.Fn1;
import io.dataflow.api.function.GroupFunction;
import io.dataflow.api.plan.PlanNode;
import java.util.ArrayList;
import java.util.List;

/**
 * Groups whose values come in order. They are sorted with the keys, in runs that spill, so that a group may be larger than
 * memory.
 *
 * <pre>{@code
 * hits.groupBy(Hit::host).sortedBy(Hit::time).transformGroups(Visit.class, (host, sorted, out) -> {
 *     Instant start = null;
 *     Instant last = null;
 *     int count = 0;
 *     for (Hit hit : sorted) {
 *         if (last != null && Duration.between(last, hit.time()).toMinutes() >= 30) {
 *             out.emit(new Visit(host, start, last, count));
 *             start = null;
 *             count = 0;
 *         }
 *         start = start == null ? hit.time() : start;
 *         last = hit.time();
 *         count++;
 *     }
 *     out.emit(new Visit(host, start, last, count));
 * });
 * }</pre>
 *
 * @param <K> the key
 * @param <T> the records
 */
public final class SortedGroups<K, T> {
    private final KeyedDataset<K, T> groups;
    private final List<PlanNode.SortKey> order;

    SortedGroups(KeyedDataset<K, T> groups, List<PlanNode.SortKey> order) {
        this.groups = groups;
        this.order = List.copyOf(order);
    }

    /**
     * Among values with equal keys so far, ascending by this one.
     *
     * <pre>{@code
     * hits.groupBy(Hit::host).sortedBy(Hit::time).thenBy(Hit::url);
     * }</pre>
     */
    public <S extends Comparable<? super S>> SortedGroups<K, T> thenBy(Fn1<? super T, ? extends S> key) {
        return thenBy(key, Order.ASCENDING);
    }

    /**
     * Among values with equal keys so far, by this one. A key whose type has no order is refused with kind {@code
     * INVALID_PLAN}.
     *
     * <pre>{@code
     * hits.groupBy(Hit::host).sortedBy(Hit::status).thenBy(Hit::time, DESCENDING);
     * }</pre>
     */
    public <S extends Comparable<? super S>> SortedGroups<K, T> thenBy(
            Fn1<? super T, ? extends S> key, Order direction) {
        List<PlanNode.SortKey> all = new ArrayList<>(order);
        all.add(Sorted.key("thenBy", key, direction, groups.records().type()));
        return new SortedGroups<>(groups, all);
    }

    /**
     * Any number of records of each group, its values in order; of a generic type.
     *
     * <pre>{@code
     * hits.groupBy(Hit::host)
     *         .sortedBy(Hit::time)
     *         .transformGroups(new TypeRef<Pair<String, Instant>>() {}, (host, sorted, out) ->
     *                 out.emit(Pair.of(host, sorted.iterator().next().time())));
     * }</pre>
     */
    public <R> Dataset<R> transformGroups(TypeRef<R> type, GroupFunction<? super K, T, R> function) {
        Captures.check(function, "transformGroups");
        return groups.transformed(function, order, type.type());
    }

    /**
     * Any number of records of each group, its values in order. As {@link KeyedDataset#transformGroups(Class,
     * GroupFunction)}, which says what it costs.
     *
     * <pre>{@code
     * purchases.groupBy(Purchase::customer).sortedBy(Purchase::date).transformGroups(Purchase.class, (id, sorted, out) ->
     *         out.emit(sorted.iterator().next()));                    // the first of each customer
     * }</pre>
     */
    public <R> Dataset<R> transformGroups(Class<R> type, GroupFunction<? super K, T, R> function) {
        Captures.check(function, "transformGroups");
        return groups.transformed(function, order, ValueType.of(type));
    }
}
