package io.dataflow.runtime.operator;

import io.dataflow.api.codec.ByteInput;
import io.dataflow.api.codec.ByteOutput;
import io.dataflow.api.codec.Codec;
import io.dataflow.shuffle.BlockReaderOpener;
import io.dataflow.shuffle.RecordReader;
import io.dataflow.shuffle.Selection;
import io.dataflow.shuffle.ShuffleOutput;
import io.dataflow.shuffle.ShuffleReader;
import io.dataflow.shuffle.SortedWriter;
import io.dataflow.shuffle.memory.MemoryBudget;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Brings the accumulators of each key together by sorting, for keys that no table has room for. One accumulator at a time
 * is read and merged into that of its key, which is an object; nothing else has to fit.
 *
 * <p>A key longer than a bound is sorted by its SHA-256 instead of its bytes, so that no two such keys are ever held to be
 * compared; it is then part of the value.
 */
final class SortedGroupMerge {
    private static final int MAX_SORTED_KEY_BYTES = 4 << 10;
    private static final int WHOLE = 0;
    private static final int DIGESTED = 1;
    private static final int DIGEST_BYTES = 32;

    /** Of the memory for input, what the accumulator of one key takes at most. */
    private static final double ACCUMULATOR_SHARE = 0.75;

    private final Codec<Object> keys;

    /** Null where there are keys only. */
    private final @Nullable AccumulatorMerge accumulators;

    private final TaskContext context;
    private final MessageDigest digest;
    private final ByteOutput sortKey = new ByteOutput();

    SortedGroupMerge(Codec<Object> keys, @Nullable AccumulatorMerge accumulators, TaskContext context) {
        this.keys = keys;
        this.accumulators = accumulators;
        this.context = context;
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new AssertionError("every JVM has SHA-256", impossible);
        }
    }

    void run(List<BlockReaderOpener> records, ReadLoop.Totals totals, GroupResults results) throws Exception {
        try (ShuffleOutput sorted = sort(records, totals);
                RecordReader merged = merge(sorted);
                Group group =
                        new Group(context.memory().input(), context.memory().longRecords())) {
            while (merged.next() && !context.stopped()) {
                if (!group.has(merged)) {
                    group.end(results);
                    context.checkCancelled();
                    group.begin(merged);
                } else {
                    group.add(merged);
                }
            }
            if (!context.stopped()) {
                group.end(results);
            }
        }
    }

    private ShuffleOutput sort(List<BlockReaderOpener> records, ReadLoop.Totals totals) throws Exception {
        try (SortedWriter writer = new SortedWriter(
                        context.memory().input(),
                        context.memory().none(),
                        context.directory(),
                        context.spillName("groups"));
                ReadLoop loop = new ReadLoop(
                        ShuffleReader.concatenate(records, context.memory().longRecords()), context, totals)) {
            RecordReader reader = loop.reader();
            while (loop.next()) {
                write(reader, writer);
            }
            ShuffleOutput sorted = writer.commit();
            context.counters().spilled(writer.spilledBytes());
            return sorted;
        }
    }

    private void write(RecordReader record, SortedWriter writer) throws Exception {
        byte[] bytes = record.bytes();
        int keyLength = record.keyLength();
        sortKey.reset();
        if (keyLength <= MAX_SORTED_KEY_BYTES) {
            sortKey.writeByte(WHOLE);
            sortKey.writeBytes(bytes, record.keyOffset(), keyLength);
            writer.write(0, sortKey.bytes(), 0, sortKey.length(), bytes, record.valueOffset(), record.valueLength());
        } else {
            assert record.valueOffset() == record.keyOffset() + keyLength : "key and value do not touch";
            digest.update(bytes, record.keyOffset(), keyLength);
            sortKey.writeByte(DIGESTED);
            sortKey.writeBytes(digest.digest());
            sortKey.writeIntBigEndian(keyLength);
            writer.write(
                    0,
                    sortKey.bytes(),
                    0,
                    sortKey.length(),
                    bytes,
                    record.keyOffset(),
                    keyLength + record.valueLength());
        }
    }

    private RecordReader merge(ShuffleOutput sorted) {
        MemoryBudget memory = context.memory().overflow();
        List<BlockReaderOpener> runs = new ArrayList<>();
        for (int region = 0; region < sorted.sizes().regionCount(); region++) {
            Selection.KeyRange all = new Selection.KeyRange(region, null, null);
            runs.add(() -> sorted.open(all));
        }
        return ShuffleReader.merge(
                runs,
                memory,
                context.memory().longRecords(),
                context.directory(),
                context.spillName("merge"),
                MergeBlocks.bytes(memory));
    }

    /** A key, and what has been merged of it. */
    private final class Group implements AutoCloseable {
        private final MemoryBudget memory;
        private final MemoryBudget longRecords;
        private final ByteInput read = new ByteInput();
        private byte[] prefix = new byte[0];
        private @Nullable Object key;
        private @Nullable Object accumulator;

        /** The encoded accumulator, or all that was merged into it since it was measured. */
        private long leasedBytes;

        private MemoryBudget lender;

        Group(MemoryBudget memory, MemoryBudget longRecords) {
            this.memory = memory;
            this.longRecords = longRecords;
            this.lender = memory;
        }

        boolean has(RecordReader record) {
            int from = record.keyOffset();
            return key != null
                    && Arrays.equals(record.bytes(), from, from + record.keyLength(), prefix, 0, prefix.length);
        }

        void begin(RecordReader record) throws Exception {
            prefix = Arrays.copyOfRange(record.bytes(), record.keyOffset(), record.keyOffset() + record.keyLength());
            if (prefix[0] == WHOLE) {
                read.reset(prefix, 1, prefix.length - 1);
            } else {
                read.reset(record.bytes(), record.valueOffset(), longKeyBytes());
            }
            key = keys.decode(read);
            if (accumulators == null) {
                accumulator = key;
            } else {
                int bytes = accumulatorBytes(record);
                accumulator = decode(record, accumulators);
                record.forgetValue();
                lease(bytes, accumulators, accumulator);
            }
        }

        void add(RecordReader record) throws Exception {
            if (accumulators != null) {
                int bytes = accumulatorBytes(record);
                Object other = decode(record, accumulators);
                record.forgetValue();
                Object merged = accumulators.merge(Objects.requireNonNull(accumulator), other);
                accumulator = merged;
                lease(bytes, accumulators, merged);
            }
        }

        private Object decode(RecordReader record, AccumulatorMerge merge) {
            return merge.decode(record.bytes(), record.valueOffset() + longKeyBytes(), accumulatorBytes(record));
        }

        private int accumulatorBytes(RecordReader record) {
            return record.valueLength() - longKeyBytes();
        }

        /** How many bytes of the value are the key. */
        private int longKeyBytes() {
            if (prefix[0] == WHOLE) {
                return 0;
            }
            read.reset(prefix, 1 + DIGEST_BYTES, Integer.BYTES);
            return read.readIntBigEndian();
        }

        /**
         * Leases what came for as long as there is room; then finds out what the accumulator really takes, which for a sum is
         * little and for a list all of it. A quarter of the memory is for what comes between, so that this is not often; what
         * needs more takes the memory of a long record.
         */
        private void lease(long bytes, AccumulatorMerge merge, Object merged) throws Exception {
            if (lender.tryReserve(bytes)) {
                leasedBytes += bytes;
                return;
            }
            release();
            ByteOutput measured = new ByteOutput();
            merge.encode(merged, measured);
            long length = measured.length();
            if (length <= memory.limitBytes() * ACCUMULATOR_SHARE && memory.tryReserve(length)) {
                lender = memory;
            } else {
                longRecords.reserve(
                        length,
                        "the accumulator of one key (aggregate to less, or use transformGroups, which holds no group)");
                lender = longRecords;
            }
            leasedBytes = length;
        }

        /** Yields the group, if there is one. */
        void end(GroupResults results) throws Exception {
            if (key != null) {
                results.merged(key, Objects.requireNonNull(accumulator));
                release();
                lender = memory;
                key = null;
                accumulator = null;
            }
        }

        private void release() {
            long bytes = leasedBytes;
            leasedBytes = 0;
            lender.release(bytes);
        }

        @Override
        public void close() {
            release();
        }
    }
}
