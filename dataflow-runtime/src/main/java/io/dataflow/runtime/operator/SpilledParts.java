package io.dataflow.runtime.operator;

import io.dataflow.api.codec.ByteOutput;
import io.dataflow.shuffle.BlockReaderOpener;
import io.dataflow.shuffle.PartitionedWriter;
import io.dataflow.shuffle.RecordReader;
import io.dataflow.shuffle.Selection;
import io.dataflow.shuffle.ShuffleOutput;
import io.dataflow.shuffle.hash.KeyHash;
import io.dataflow.shuffle.memory.MemoryBudget;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Records of one side of a join that did not fit, by sub-partition on disk. The file is begun with the first of them; what
 * the writer needs at least is set apart from the beginning. Confined to the task's thread.
 */
final class SpilledParts implements AutoCloseable {
    private final int side;
    private final MemoryBudget memory;
    private final TaskContext context;
    private final ByteOutput sortKey = new ByteOutput();
    private @Nullable PartitionedWriter writer;
    private @Nullable ShuffleOutput output;

    /** Takes ownership of {@code memory}. */
    SpilledParts(int side, MemoryBudget memory, TaskContext context) {
        this.side = side;
        this.memory = memory;
        this.context = context;
    }

    /** Copies a record as it was read. */
    void write(int part, RecordReader reader, boolean withValue) throws IOException {
        writer().write(
                        part,
                        reader.bytes(),
                        reader.keyOffset(),
                        reader.keyLength(),
                        reader.bytes(),
                        reader.valueOffset(),
                        withValue ? reader.valueLength() : 0);
    }

    /** Copies a record that has its bare key. */
    void write(int part, byte[] key, int keyOffset, int keyLength, byte[] value, int valueOffset, int valueLength)
            throws IOException {
        sortKey.reset();
        GroupKeys.appendKey(key, keyOffset, keyLength, sortKey);
        sortKey.writeByte(side);
        writer().write(part, sortKey.bytes(), 0, sortKey.length(), value, valueOffset, valueLength);
    }

    private PartitionedWriter writer() throws IOException {
        PartitionedWriter open = writer;
        if (open == null) {
            open = new PartitionedWriter(
                    KeyHash.SUB_PARTITION_COUNT,
                    memory,
                    context.memory().none(),
                    context.directory(),
                    context.spillName("join"));
            writer = open;
        }
        return open;
    }

    /** Ends the writing, and gives the memory back. */
    void finish() throws IOException {
        PartitionedWriter full = writer;
        if (full != null) {
            output = full.commit();
            context.counters().spilled(full.spilledBytes());
        }
    }

    long bytes(int part) {
        return output == null ? 0 : output.sizes().partitionBytes()[part];
    }

    /** A sub-partition to be read again. */
    List<BlockReaderOpener> part(int part) {
        ShuffleOutput written = output;
        return written == null ? List.of() : List.of(() -> written.open(new Selection.Partitions(part, part + 1)));
    }

    @Override
    public void close() {
        if (writer != null) {
            writer.close();
        }
        if (output != null) {
            output.close();
        }
        memory.close();
    }
}
