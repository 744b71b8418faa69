package io.dataflow.api;

import io.dataflow.api.codec.TypeRef;
import io.dataflow.api.codec.ValueType;
import io.dataflow.api.function.Captures;
import io.dataflow.api.function.Fn1;
import io.dataflow.api.function.GroupFunction;
import io.dataflow.api.plan.PlanNode;
import java.util.ArrayList;
import java.util.List;

/** Groups whose values come in order. */
public final class SortedGroups<K, T> {
    private final KeyedDataset<K, T> groups;
    private final List<PlanNode.SortKey> order;

    SortedGroups(KeyedDataset<K, T> groups, List<PlanNode.SortKey> order) {
        this.groups = groups;
        this.order = List.copyOf(order);
    }

    /** Among values with equal keys so far, ascending by this one. */
    public <S extends Comparable<? super S>> SortedGroups<K, T> thenBy(Fn1<? super T, ? extends S> key) {
        return thenBy(key, Order.ASCENDING);
    }

    /** Among values with equal keys so far, by this one. */
    public <S extends Comparable<? super S>> SortedGroups<K, T> thenBy(
            Fn1<? super T, ? extends S> key, Order direction) {
        List<PlanNode.SortKey> all = new ArrayList<>(order);
        all.add(Sorted.key("thenBy", key, direction, groups.records().type()));
        return new SortedGroups<>(groups, all);
    }

    /** Any number of records of each group, its values in order; of a generic type. */
    public <R> Dataset<R> transformGroups(TypeRef<R> type, GroupFunction<? super K, T, R> function) {
        Captures.check(function, "transformGroups");
        return groups.transformed(function, order, type.type());
    }

    /** Any number of records of each group, its values in order. */
    public <R> Dataset<R> transformGroups(Class<R> type, GroupFunction<? super K, T, R> function) {
        Captures.check(function, "transformGroups");
        return groups.transformed(function, order, ValueType.of(type));
    }
}
