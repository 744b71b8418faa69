package io.dataflow.runtime.client;

import io.dataflow.runtime.closure.HandOver;
import io.dataflow.runtime.closure.PlanSerializer;
import io.dataflow.runtime.protocol.Parcel;
import java.io.Serializable;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Makes the programs and splits of one job ready for their way: serialized, unless workers are in this process and could not tell what
 * is read from what was written. Confined to one thread.
 */
final class Packing {
    private final PlanSerializer serializer;
    private final @Nullable HandOver handOver;

    /**
     * For one job.
     *
     * @param handOver null if there are workers elsewhere
     */
    Packing(PlanSerializer serializer, @Nullable HandOver handOver) {
        this.serializer = serializer;
        this.handOver = handOver;
    }

    /** Fails with {@code INVALID_PLAN} when something in it cannot be sent. */
    Parcel pack(Serializable object) {
        return isHandedOver(object) ? Parcel.here(object) : Parcel.serialized(serializer.serialize(object));
    }

    /** All of them in one; as {@link #pack}. */
    <T extends Serializable> Parcel packAll(T[] objects) {
        return Arrays.stream(objects).allMatch(this::isHandedOver)
                ? Parcel.here(objects)
                : Parcel.serialized(serializer.serialize(objects));
    }

    private boolean isHandedOver(Serializable object) {
        return handOver != null && handOver.allows(object, serializer::met);
    }
}
