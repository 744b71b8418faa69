package io.dataflow.api.testing;

import io.dataflow.api.codec.ValueType;
import io.dataflow.api.function.Fn1;
import io.dataflow.api.function.Tag;
import io.dataflow.api.plan.JoinKind;
import io.dataflow.api.plan.PlanNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Joins and groups on lists: every key, with what each side has for it. */
final class GroupEvaluation {
    private final SideOutputCollector output = new SideOutputCollector();
    private final List<Object> results = output.main();

    /** A key, and the records of each side. */
    private record Group(Object key, List<Object> left, List<Object> right) {
        Group(Object key) {
            this(key, new ArrayList<>(), new ArrayList<>());
        }
    }

    List<Object> join(PlanNode.Join node, List<Object> left, List<Object> right) throws Exception {
        for (Group group : groups(node.keyType(), node.left(), left, node.right(), right)) {
            join(node, group);
        }
        return results;
    }

    private void join(PlanNode.Join node, Group group) throws Exception {
        JoinKind kind = node.kind();
        if (kind == JoinKind.SEMI || kind == JoinKind.ANTI) {
            if (group.right.isEmpty() == (kind == JoinKind.ANTI)) {
                results.addAll(group.left);
            }
            return;
        }
        for (Object one : group.left) {
            for (Object other : group.right) {
                emit(
                        node,
                        kind.leftMayMiss() ? Optional.of(one) : one,
                        kind.rightMayMiss() ? Optional.of(other) : other);
            }
            if (group.right.isEmpty() && kind.rightMayMiss()) {
                emit(node, kind.leftMayMiss() ? Optional.of(one) : one, Optional.empty());
            }
        }
        if (group.left.isEmpty() && kind.leftMayMiss()) {
            for (Object other : group.right) {
                emit(node, Optional.empty(), kind.rightMayMiss() ? Optional.of(other) : other);
            }
        }
    }

    private void emit(PlanNode.Join node, Object left, Object right) throws Exception {
        add(node.result().apply(left, right));
    }

    private void add(@Nullable Object record) {
        results.add(Objects.requireNonNull(record, "returned null; records and keys never are"));
    }

    /** What the functions emitted to side outputs. */
    Map<Tag<?>, List<Object>> sides() {
        return output.sides();
    }

    List<Object> cogroup(PlanNode.CoGroup node, List<Object> left, List<Object> right) throws Exception {
        for (Group group : groups(node.keyType(), node.left(), left, node.right(), right)) {
            node.function().apply(group.key, group.left, group.right, output);
        }
        return results;
    }

    List<Object> transform(PlanNode.TransformGroups node, List<Object> records) throws Exception {
        for (Group group : groups(node.keyType(), node.side(), records, node.side(), List.of())) {
            List<Object> values = node.order().isEmpty() ? group.left : RecordOrder.sorted(group.left, node.order());
            node.function().apply(group.key, values, output);
        }
        return results;
    }

    private static Iterable<Group> groups(
            ValueType keyType,
            PlanNode.Side left,
            List<Object> leftRecords,
            PlanNode.Side right,
            List<Object> rightRecords)
            throws Exception {
        RecordBytes bytes = new RecordBytes(keyType);
        Map<RecordBytes.Encoded, Group> groups = new LinkedHashMap<>();
        for (Object record : leftRecords) {
            group(groups, bytes, left.key(), record).left.add(record);
        }
        for (Object record : rightRecords) {
            group(groups, bytes, right.key(), record).right.add(record);
        }
        return groups.values();
    }

    private static Group group(
            Map<RecordBytes.Encoded, Group> groups, RecordBytes bytes, Fn1<Object, Object> keyOf, Object record)
            throws Exception {
        Object key = Objects.requireNonNull(keyOf.apply(record), "returned null; records and keys never are");
        return groups.computeIfAbsent(bytes.of(key), none -> new Group(key));
    }
}
