package io.dataflow.api.testing;

import io.dataflow.api.codec.ByteOutput;
import io.dataflow.api.codec.Codec;
import io.dataflow.api.codec.Codecs;
import io.dataflow.api.codec.ValueType;
import io.dataflow.api.plan.PlanNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Sorts records by the ordered encodings of their keys, compared one key at a time. */
final class RecordOrder {
    private RecordOrder() {}

    static List<Object> sorted(List<Object> records, List<PlanNode.SortKey> keys) throws Exception {
        List<Keyed> keyed = new ArrayList<>();
        for (Object record : records) {
            List<byte[]> encoded = new ArrayList<>();
            for (PlanNode.SortKey key : keys) {
                encoded.add(encode(key, key.key().apply(record)));
            }
            keyed.add(new Keyed(encoded, record));
        }
        keyed.sort((left, right) -> compare(left, right, keys));
        return new ArrayList<>(keyed.stream().map(Keyed::record).toList());
    }

    private record Keyed(List<byte[]> keys, Object record) {}

    /** A key whose type nobody stated has that of its value. */
    private static byte[] encode(PlanNode.SortKey spec, Object key) {
        ValueType type = spec.type().isUnknown() ? ValueType.of(key.getClass()) : spec.type();
        Codec<Object> codec = Codecs.derive(type);
        ByteOutput output = new ByteOutput();
        codec.encodeOrdered(key, output);
        return output.toByteArray();
    }

    private static int compare(Keyed left, Keyed right, List<PlanNode.SortKey> keys) {
        for (int i = 0; i < keys.size(); i++) {
            int order = Arrays.compareUnsigned(left.keys().get(i), right.keys().get(i));
            if (order != 0) {
                return keys.get(i).descending() ? -order : order;
            }
        }
        return 0;
    }
}
