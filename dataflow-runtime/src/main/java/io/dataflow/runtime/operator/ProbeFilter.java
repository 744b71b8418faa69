package io.dataflow.runtime.operator;

import io.dataflow.api.codec.ByteInput;
import io.dataflow.api.codec.Codec;
import io.dataflow.api.codec.ValueType;
import io.dataflow.shuffle.RecordReader;
import io.dataflow.shuffle.ShuffleReader;
import io.dataflow.shuffle.hash.KeyFilter;
import io.dataflow.shuffle.memory.MemoryBudget;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Tells the records of one task that surely have no partner on the other side of a join. When hardly any turns out to be
 * such, it is not asked for a while. Confined to the task's thread.
 */
final class ProbeFilter implements AutoCloseable {
    /** So many records are looked at before it is decided how to go on. */
    private static final int LOOKS = 4_096;

    /** With fewer dropped than one in so many, looking costs about what it saves. */
    private static final int USELESS_DIVISOR = 32;

    /** Data change: after so many times the records that were looked at, some are looked at again. */
    private static final int PASSED_BY = 16;

    /** It takes no more than such a part of what the writer behind it has. */
    private static final int MEMORY_DIVISOR = 4;

    private final KeyFilter keys;
    private int untilDecision = LOOKS;
    private int droppedSince;
    private int toPassBy;
    private long dropped;

    /** Takes ownership of {@code keys}. */
    ProbeFilter(KeyFilter keys) {
        this.keys = keys;
    }

    /** Reads the filter that a stage made; null if it was not asked to, could not, or there is no memory for it here. */
    static @Nullable ProbeFilter read(@Nullable Integer stage, TaskContext context) throws IOException {
        if (stage == null || !context.has(stage)) {
            return null;
        }
        KeyFilter keys = readKeys(stage, context);
        return keys == null ? null : new ProbeFilter(keys);
    }

    private static @Nullable KeyFilter readKeys(int stage, TaskContext context) throws IOException {
        Codec<byte[]> records = context.codec(ValueType.of(byte[].class));
        ByteInput value = new ByteInput();
        KeyFilter keys = null;
        boolean complete = false;
        try (ReadLoop loop = new ReadLoop(
                ShuffleReader.concatenate(
                        context.openers(List.of(stage)), context.memory().longRecords()),
                context,
                ReadLoop.Totals.ofSpilled())) {
            RecordReader reader = loop.reader();
            boolean usable = true;
            while (usable && loop.next()) {
                value.reset(reader.bytes(), reader.valueOffset(), reader.valueLength());
                byte[] record = records.decode(value);
                if (keys == null) {
                    keys = open(record, context.memory().output());
                    usable = keys != null;
                } else {
                    usable = KeyFilter.isHead(record) ? keys.isHeadOfSame(record) : keys.tryMerge(record);
                }
            }
            complete = usable && keys != null;
            return complete ? keys : null;
        } finally {
            if (!complete && keys != null) {
                keys.close();
            }
        }
    }

    private static @Nullable KeyFilter open(byte[] head, MemoryBudget memory) throws IOException {
        KeyFilter keys = KeyFilter.tryOpen(head, memory);
        if (keys != null && keys.maxBytes() > memory.limitBytes() / MEMORY_DIVISOR) {
            keys.close();
            return null;
        }
        return keys;
    }

    /** False if the record has no partner; true if it may have one, or is not looked at. */
    boolean passes(long hash) {
        if (toPassBy > 0) {
            toPassBy--;
            return true;
        }
        boolean mayHavePartner = keys.mayContain(hash);
        if (!mayHavePartner) {
            droppedSince++;
            dropped++;
        }
        if (--untilDecision == 0) {
            toPassBy = droppedSince < LOOKS / USELESS_DIVISOR ? PASSED_BY * LOOKS : 0;
            untilDecision = LOOKS;
            droppedSince = 0;
        }
        return mayHavePartner;
    }

    /** How many records did not pass. */
    long dropped() {
        return dropped;
    }

    @Override
    public void close() {
        keys.close();
    }
}
