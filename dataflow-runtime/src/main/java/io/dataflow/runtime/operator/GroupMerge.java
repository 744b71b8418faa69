package io.dataflow.runtime.operator;

import io.dataflow.api.failure.DataflowException;
import io.dataflow.api.failure.FailureKind;
import io.dataflow.shuffle.PartitionedWriter;
import io.dataflow.shuffle.RecordReader;
import io.dataflow.shuffle.Selection;
import io.dataflow.shuffle.ShuffleOutput;
import io.dataflow.shuffle.ShuffleReader;
import io.dataflow.shuffle.hash.KeyHash;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Brings all accumulators of each key together, however many keys there are.
 *
 * <p>Keys gather in one table. When it is full, everything in it goes to 16 partitions on disk by other bits of the hash,
 * and it begins anew; at the end each partition, a sixteenth of the keys, is merged in the same way by itself. A table that
 * was never full is handed over from where it is.
 */
final class GroupMerge {
    private static final int SUB_PARTITIONS = 16;

    /** The hash has bits for so many levels; 16 to the 10th keys are more than can be counted. */
    private static final int MAX_LEVELS = 10;

    private final GroupState state;
    private final TaskContext context;
    private final GroupState.Visitor finished;
    private final ReadLoop.Totals totals = ReadLoop.Totals.ofInput();
    private final ReadLoop.Totals spilled = ReadLoop.Totals.ofSpilled();

    GroupMerge(GroupState state, TaskContext context, GroupState.Visitor finished) {
        this.state = state;
        this.context = context;
        this.finished = finished;
    }

    void run(RecordReader reader) throws Exception {
        merge(new ReadLoop(reader, context, totals), 0);
    }

    private void merge(ReadLoop loop, int level) throws Exception {
        try (loop;
                Overflow overflow = new Overflow(level)) {
            RecordReader reader = loop.reader();
            while (loop.next()) {
                long hash = KeyHash.of(reader.bytes(), reader.keyOffset(), reader.keyLength());
                if (!tryMerge(reader, hash)) {
                    overflow.take();
                    if (!tryMerge(reader, hash)) {
                        throw tooLarge(reader);
                    }
                }
            }
            loop.close();
            if (context.stopped()) {
                return;
            }
            if (overflow.isEmpty()) {
                state.drain(finished);
            } else {
                overflow.take();
                mergeParts(overflow.commit(), level + 1);
            }
        }
    }

    private boolean tryMerge(RecordReader reader, long hash) throws Exception {
        return state.tryMerge(
                reader.bytes(),
                reader.keyOffset(),
                reader.keyLength(),
                hash,
                reader.bytes(),
                reader.valueOffset(),
                reader.valueLength());
    }

    private void mergeParts(ShuffleOutput parts, int level) throws Exception {
        try (parts) {
            for (int part = 0; part < SUB_PARTITIONS && !context.stopped(); part++) {
                Selection selection = new Selection.Partitions(part, part + 1);
                RecordReader reader = ShuffleReader.concatenate(List.of(() -> parts.open(selection)));
                merge(new ReadLoop(reader, context, spilled), level);
            }
        }
    }

    private DataflowException tooLarge(RecordReader reader) {
        return new DataflowException(
                FailureKind.RESOURCES,
                "A key of " + reader.keyLength() + " bytes with an accumulator of "
                        + reader.valueLength() + " bytes does not fit the "
                        + context.memory().input().limitBytes()
                        + " bytes that the task has for groups; give the worker more memory or fewer slots");
    }

    /** What did not fit the table, on disk. */
    private final class Overflow implements AutoCloseable {
        private final int level;
        private @Nullable PartitionedWriter writer;

        Overflow(int level) {
            this.level = level;
        }

        boolean isEmpty() {
            return writer == null;
        }

        void take() throws Exception {
            PartitionedWriter target = writer;
            if (target == null) {
                if (level == MAX_LEVELS) {
                    throw new DataflowException(
                            FailureKind.RESOURCES,
                            "Groups do not fit after " + MAX_LEVELS + " divisions; give the worker more memory");
                }
                target = new PartitionedWriter(
                        SUB_PARTITIONS,
                        context.memory().overflow(),
                        context.memory().none(),
                        context.directory(),
                        context.spillName("groups"));
                writer = target;
            }
            PartitionedWriter open = target;
            context.checkCancelled();
            state.drain((key, keyOffset, keyLength, hash, value, valueOffset, valueLength) -> open.write(
                    KeyHash.subPartition(hash, level), key, keyOffset, keyLength, value, valueOffset, valueLength));
        }

        ShuffleOutput commit() throws Exception {
            PartitionedWriter full = Objects.requireNonNull(writer);
            ShuffleOutput output = full.commit();
            context.counters().spilled(full.spilledBytes());
            return output;
        }

        @Override
        public void close() {
            if (writer != null) {
                writer.close();
            }
        }
    }
}
