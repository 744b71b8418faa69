package io.dataflow.runtime.operator;

import io.dataflow.shuffle.PartitionedWriter;
import io.dataflow.shuffle.hash.KeyHash;
import java.io.IOException;

/** Where the groups of a full table go: each to the partition of its key. */
final class DrainedGroups implements GroupState.Visitor {
    private final PartitionedWriter writer;
    private final int partitionCount;

    DrainedGroups(PartitionedWriter writer, int partitionCount) {
        this.writer = writer;
        this.partitionCount = partitionCount;
    }

    @Override
    public void visit(byte[] key, int keyOffset, int keyLength, byte[] state, int stateOffset, int stateLength)
            throws IOException {
        int partition = KeyHash.partition(KeyHash.of(key, keyOffset, keyLength), partitionCount);
        writer.write(partition, key, keyOffset, keyLength, state, stateOffset, stateLength);
    }
}
