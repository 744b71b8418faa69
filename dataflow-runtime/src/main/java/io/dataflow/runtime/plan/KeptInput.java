package io.dataflow.runtime.plan;

import io.dataflow.api.codec.ValueType;
import io.dataflow.runtime.scheduler.ExchangeKind;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Records that another job keeps, its result.
 *
 * @param kind of the other job's result stage
 * @param ordered whether its tasks, one after the other, yield the records in order
 * @param sizeBytes about how many bytes: what its outputs take; as long as it is not done, what that job itself reads
 * @param key by which they are partitioned; null if they are in the order in which they came
 * @param byKey the same records, which still other jobs keep, each time partitioned by a key
 */
public record KeptInput(
        String job,
        ExchangeKind kind,
        ValueType type,
        boolean ordered,
        long sizeBytes,
        @Nullable PartitionKey key,
        List<KeptInput> byKey) {
    // Written out: the nullness of parameters is not read off a compact constructor.
    public KeptInput(
            String job,
            ExchangeKind kind,
            ValueType type,
            boolean ordered,
            long sizeBytes,
            @Nullable PartitionKey key,
            List<KeptInput> byKey) {
        this.job = job;
        this.kind = kind;
        this.type = type;
        this.ordered = ordered;
        this.sizeBytes = sizeBytes;
        this.key = key;
        this.byKey = List.copyOf(byKey);
    }

    /** As they came, and nowhere by key. */
    public KeptInput(String job, ExchangeKind kind, ValueType type, boolean ordered, long sizeBytes) {
        this(job, kind, type, ordered, sizeBytes, null, List.of());
    }

    /** With another job that keeps the same records by a key. */
    public KeptInput with(KeptInput partitioned) {
        List<KeptInput> more = new ArrayList<>(byKey);
        more.add(partitioned);
        return new KeptInput(job, kind, type, ordered, sizeBytes, key, more);
    }

    /** With what they were found to take. */
    public KeptInput withSize(long measuredBytes) {
        return new KeptInput(job, kind, type, ordered, measuredBytes, key, byKey);
    }

    /** Those that are partitioned by the key; null if none are. */
    public @Nullable KeptInput by(PartitionKey wanted) {
        if (key != null && key.isSameAs(wanted)) {
            return this;
        }
        for (KeptInput each : byKey) {
            if (each.by(wanted) != null) {
                return each;
            }
        }
        return null;
    }

    /** How many partitions by the key there are; 0 if they are not partitioned by it. */
    int partitionCount(PartitionKey wanted) {
        return key != null && key.isSameAs(wanted) && kind instanceof ExchangeKind.Hashed hashed
                ? hashed.partitionCount()
                : 0;
    }
}
