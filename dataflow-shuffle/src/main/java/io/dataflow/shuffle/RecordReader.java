package io.dataflow.shuffle;

import io.dataflow.shuffle.sort.Run;
import java.io.IOException;

/** Records one at a time, in place: the slices are valid until the following {@link #next}. Confined to one thread. */
public interface RecordReader extends Run {

    /**
     * Gives back the memory of the current record if it is a long one, which has a block to itself: its key stays, its value
     * is empty from here on. Other records are left as they are.
     */
    void forgetValue() throws IOException;

    /**
     * Puts {@code cursor} before the current record, which is followed there by those that come next, as far as they are in the
     * same block; the cursor is good until the record behind these. False, and nothing done, when records do not come from
     * one block after the other.
     */
    default boolean lookAhead(RecordCursor cursor) {
        return false;
    }
}
