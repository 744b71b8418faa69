package io.dataflow.runtime.plan;

import io.dataflow.api.codec.ValueType;
import io.dataflow.api.function.Fn1;
import io.dataflow.api.function.FunctionIdentity;
import io.dataflow.api.plan.PlanNode;
import java.util.ArrayList;
import java.util.List;

/**
 * What records are partitioned by for an operator that brings them together.
 *
 * @param operator what it is called
 * @param side counts the sides that meet there from 0; it is written with each record
 */
public record PartitionKey(String operator, int side, Fn1<Object, Object> key, ValueType keyType) {

    /** Whether what is partitioned by one of the two is partitioned by the other as well. */
    public boolean isSameAs(PartitionKey other) {
        return side == other.side && keyType.equals(other.keyType) && FunctionIdentity.areSame(key, other.key);
    }

    /**
     * The keys by which a node partitions all records of one of its inputs, of which it may have several sides; none if it
     * reads them in another way too, or combines them first, or wants them sorted within a key.
     */
    public static List<PartitionKey> of(PlanNode node, PlanNode input) {
        List<PartitionKey> keys = new ArrayList<>();
        List<PlanNode.Side> sides = List.of();
        ValueType keyType = node.type();
        if (node instanceof PlanNode.Join join && !join.broadcast()) {
            sides = List.of(join.left(), join.right());
            keyType = join.keyType();
        } else if (node instanceof PlanNode.CoGroup both) {
            sides = List.of(both.left(), both.right());
            keyType = both.keyType();
        } else if (node instanceof PlanNode.TransformGroups groups
                && groups.order().isEmpty()) {
            sides = List.of(groups.side());
            keyType = groups.keyType();
        }
        for (int place = 0; place < sides.size(); place++) {
            if (sides.get(place).input() == input) {
                keys.add(new PartitionKey(node.name(), place, sides.get(place).key(), keyType));
            }
        }
        return List.copyOf(keys);
    }
}
