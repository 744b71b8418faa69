package io.dataflow.runtime.protocol;

import io.dataflow.api.io.Split;
import java.io.Serializable;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a task of a source is to read. Between the client and the task nobody looks into it: it is bytes, or, where no message leaves
 * the process, the splits themselves.
 */
public final class TaskSplits implements Serializable {
    private static final long serialVersionUID = 1L;

    private final byte @Nullable [] bytes;
    private final @Nullable List<Split> here;

    private TaskSplits(byte @Nullable [] bytes, @Nullable List<Split> here) {
        this.bytes = bytes;
        this.here = here;
    }

    /** Serialized; the array is not copied. */
    public static TaskSplits serialized(byte[] bytes) {
        return new TaskSplits(bytes, null);
    }

    /** As they are, for a coordinator and workers that are all in this process. */
    public static TaskSplits here(List<Split> splits) {
        return new TaskSplits(null, List.copyOf(splits));
    }

    /**
     * To be sent.
     *
     * @throws IllegalStateException if they were to stay in the process
     */
    public byte[] bytes() {
        if (bytes == null) {
            throw new IllegalStateException("splits of a session within one process were sent out of it");
        }
        return bytes;
    }

    /**
     * The splits, as the task is to have them.
     *
     * @param reading makes splits of bytes
     */
    public List<Split> read(Function<byte[], List<Split>> reading) {
        return here == null ? reading.apply(bytes()) : here;
    }
}
