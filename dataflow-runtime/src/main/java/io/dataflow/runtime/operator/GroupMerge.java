package io.dataflow.runtime.operator;

import io.dataflow.api.codec.ByteOutput;
import io.dataflow.shuffle.BlockReaderOpener;
import io.dataflow.shuffle.PartitionedWriter;
import io.dataflow.shuffle.RecordReader;
import io.dataflow.shuffle.Selection;
import io.dataflow.shuffle.ShuffleOutput;
import io.dataflow.shuffle.ShuffleReader;
import io.dataflow.shuffle.block.RecordLayout;
import io.dataflow.shuffle.hash.KeyHash;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Brings all accumulators of each key together, however many keys there are and however long their accumulators.
 *
 * <p>Keys gather in 16 tables by bits of the hash that nothing else has used. While there is no memory for one, the largest
 * table goes to disk and stays there: what else belongs to it follows. At the end the other tables are handed over from
 * where they are, and each part on disk, a sixteenth of the keys, is merged in the same way by the next bits. A part that
 * does not get smaller has a few keys with long accumulators, which no hash takes apart; it is sorted.
 */
final class GroupMerge {
    /** Of each table; they grow. */
    static final int INITIAL_KEYS = 1 << 6;

    private static final int PARTS = KeyHash.SUB_PARTITION_COUNT;

    /** Longer keys are merged one by one, straight from where they were read: nothing leases a copy. */
    private static final int MAX_BATCHED_KEY_BYTES = 1 << 10;

    /** When a part has more than this of what was read, and that at the second attempt, other bits will not help. */
    private static final double SHRUNK = 0.75;

    private final Supplier<GroupState> states;
    private final SortedGroupMerge sorted;
    private final TaskContext context;
    private final GroupResults results;

    /** @param states makes an empty one, in the memory for input */
    GroupMerge(Supplier<GroupState> states, SortedGroupMerge sorted, TaskContext context, GroupResults results) {
        this.states = states;
        this.sorted = sorted;
        this.context = context;
        this.results = results;
    }

    void run(List<BlockReaderOpener> records) throws Exception {
        merge(records, ReadLoop.Totals.ofInput(), 0);
    }

    private void merge(List<BlockReaderOpener> records, ReadLoop.Totals totals, int level) throws Exception {
        try (Pass pass = new Pass(level)) {
            try (ReadLoop loop = new ReadLoop(
                    ShuffleReader.concatenate(records, context.memory().longRecords()), context, totals)) {
                pass.read(loop);
            }
            if (context.stopped()) {
                return;
            }
            pass.handOver();
            for (int part = 0; part < PARTS && !context.stopped(); part++) {
                if (pass.onDisk[part]) {
                    mergePart(pass, part, level + 1);
                }
            }
        }
    }

    private void mergePart(Pass pass, int part, int level) throws Exception {
        boolean shrank = level == 1 || pass.bytes(part) <= pass.readBytes * SHRUNK;
        if (level < KeyHash.MAX_LEVELS && shrank) {
            merge(pass.part(part), ReadLoop.Totals.ofSpilled(), level);
        } else {
            sorted.run(pass.part(part), ReadLoop.Totals.ofSpilled(), results);
        }
    }

    /** One reading of all records: some stay in memory, the others go to disk. */
    private final class Pass implements AutoCloseable {
        private final int level;
        private final GroupState[] tables = new GroupState[PARTS];
        private final boolean[] onDisk = new boolean[PARTS];
        private final ByteOutput value = new ByteOutput();
        private long readBytes;

        /** What tables were touched for ends here. */
        @SuppressWarnings("UnusedVariable")
        private long touched;

        private @Nullable PartitionedWriter writer;
        private @Nullable ShuffleOutput output;

        Pass(int level) {
            this.level = level;
            Arrays.setAll(tables, part -> states.get());
        }

        void read(ReadLoop loop) throws Exception {
            RecordReader reader = loop.reader();
            if (tables[0] instanceof LongGroupState longs) {
                LongAccumulatorBatch batch = new LongAccumulatorBatch(longs.longs());
                while (loop.next()) {
                    readBytes += RecordLayout.size(reader.keyLength(), reader.valueLength());
                    if (reader.keyLength() > MAX_BATCHED_KEY_BYTES) {
                        merge(reader);
                    } else if (add(reader, batch, longs)) {
                        merge(batch, longs);
                    }
                }
                merge(batch, longs);
            } else {
                while (loop.next()) {
                    readBytes += RecordLayout.size(reader.keyLength(), reader.valueLength());
                    merge(reader);
                }
            }
        }

        private boolean add(RecordReader reader, LongAccumulatorBatch batch, LongGroupState longs) {
            batch.nextKey().writeBytes(reader.bytes(), reader.keyOffset(), reader.keyLength());
            longs.decode(
                    reader.bytes(),
                    reader.valueOffset(),
                    reader.valueLength(),
                    batch.accumulators(),
                    batch.nextAccumulator());
            return batch.add();
        }

        private void merge(LongAccumulatorBatch batch, LongGroupState codec) throws Exception {
            batch.complete();
            long[] hashes = batch.hashes();
            long loaded = 0;
            for (int i = 0; i < batch.count(); i++) {
                loaded += table(hashes[i]).touch(hashes[i]);
            }
            touched = loaded;
            for (int i = 0; i < batch.count(); i++) {
                int part = KeyHash.subPartition(hashes[i], level);
                while (!onDisk[part] && !table(hashes[i]).tryMerge(batch, i)) {
                    makeRoom(part);
                }
                if (onDisk[part]) {
                    value.reset();
                    codec.encode(batch.accumulators(), batch.accumulator(i), value);
                    writer().write(
                                    part,
                                    batch.keyBytes(i),
                                    batch.keyOffset(i),
                                    batch.keyLength(i),
                                    value.bytes(),
                                    0,
                                    value.length());
                }
            }
            batch.clear();
        }

        private LongGroupState table(long hash) {
            return (LongGroupState) tables[KeyHash.subPartition(hash, level)];
        }

        private void merge(RecordReader reader) throws Exception {
            long hash = KeyHash.of(reader.bytes(), reader.keyOffset(), reader.keyLength());
            int part = KeyHash.subPartition(hash, level);
            while (!onDisk[part] && !tryMerge(tables[part], reader, hash)) {
                makeRoom(part);
            }
            if (onDisk[part]) {
                writer().write(
                                part,
                                reader.bytes(),
                                reader.keyOffset(),
                                reader.keyLength(),
                                reader.bytes(),
                                reader.valueOffset(),
                                reader.valueLength());
            }
        }

        /** For that part, in whatever table it is, or on disk. */
        private void makeRoom(int part) throws Exception {
            if (!spillLargest()) {
                onDisk[part] = true;
            }
        }

        private boolean tryMerge(GroupState table, RecordReader reader, long hash) throws Exception {
            return table.tryMerge(
                    reader.bytes(),
                    reader.keyOffset(),
                    reader.keyLength(),
                    hash,
                    reader.bytes(),
                    reader.valueOffset(),
                    reader.valueLength());
        }

        /** Whether there was one. */
        private boolean spillLargest() throws Exception {
            int largest = -1;
            long most = 0;
            for (int part = 0; part < PARTS; part++) {
                long bytes = tables[part].reservedBytes();
                if (bytes > most) {
                    most = bytes;
                    largest = part;
                }
            }
            if (largest < 0) {
                return false;
            }
            context.checkCancelled();
            onDisk[largest] = true;
            int part = largest;
            PartitionedWriter target = writer();
            tables[part].drain((key, keyOffset, keyLength, state, stateOffset, stateLength) ->
                    target.write(part, key, keyOffset, keyLength, state, stateOffset, stateLength));
            tables[part].close();
            return true;
        }

        private PartitionedWriter writer() throws Exception {
            PartitionedWriter open = writer;
            if (open == null) {
                open = new PartitionedWriter(
                        PARTS,
                        context.memory().overflow(),
                        context.memory().none(),
                        context.directory(),
                        context.spillName("groups"));
                writer = open;
            }
            return open;
        }

        /** Yields the groups that are in memory, and gives all of that back. */
        void handOver() throws Exception {
            for (GroupState table : tables) {
                table.drain((key, keyOffset, keyLength, state, stateOffset, stateLength) -> {
                    if (!context.stopped()) {
                        results.serialized(key, keyOffset, keyLength, state, stateOffset, stateLength);
                    }
                });
                table.close();
            }
            PartitionedWriter full = writer;
            if (full != null) {
                output = full.commit();
                context.counters().spilled(full.spilledBytes());
            }
        }

        long bytes(int part) {
            return Objects.requireNonNull(output).sizes().partitionBytes()[part];
        }

        List<BlockReaderOpener> part(int part) {
            ShuffleOutput written = Objects.requireNonNull(output);
            return List.of(() -> written.open(new Selection.Partitions(part, part + 1)));
        }

        @Override
        public void close() {
            for (GroupState table : tables) {
                table.close();
            }
            if (writer != null) {
                writer.close();
            }
            if (output != null) {
                output.close();
            }
        }
    }
}
