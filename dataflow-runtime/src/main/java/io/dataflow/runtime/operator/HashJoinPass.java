package io.dataflow.runtime.operator;

import io.dataflow.api.codec.ByteInput;
import io.dataflow.api.codec.ByteOutput;
import io.dataflow.api.codec.Codec;
import io.dataflow.runtime.scheduler.InputRange;
import io.dataflow.shuffle.BlockReaderOpener;
import io.dataflow.shuffle.RecordReader;
import io.dataflow.shuffle.ShuffleReader;
import io.dataflow.shuffle.block.RecordLayout;
import io.dataflow.shuffle.hash.JoinTable;
import io.dataflow.shuffle.hash.KeyHash;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One pass of a hash join: joins what fits the table, and leaves the other sub-partitions of both sides on disk. Confined to
 * the task's thread.
 */
final class HashJoinPass implements AutoCloseable {
    static final int PARTS = KeyHash.SUB_PARTITION_COUNT;

    /** Of the overflow memory, for the records of each side. */
    private static final int SIDES = 2;

    private final int buildSide;
    private final int probeSide;
    private final int level;
    private final List<Codec<Object>> codecs;
    private final JoinResults results;
    private final TaskContext context;

    /** Whether build records may be wanted by themselves, so that it must be known which had a partner. */
    private final boolean marks;

    private final JoinTable table;

    /** Whether it is the pass's own, to be closed with it. */
    private final boolean ownTable;

    private final SpilledParts built;
    private final SpilledParts probed;
    private final boolean[] onDisk = new boolean[PARTS];
    private final ByteInput read = new ByteInput();
    private final ByteOutput written = new ByteOutput();
    private long builtBytes;

    /** With a table of its own. */
    HashJoinPass(int buildSide, int level, List<Codec<Object>> codecs, JoinResults results, TaskContext context) {
        this(buildSide, level, codecs, results, context, null);
    }

    /** @param shared has all of the build side, is not changed, and not closed; null for a table of its own */
    HashJoinPass(
            int buildSide,
            int level,
            List<Codec<Object>> codecs,
            JoinResults results,
            TaskContext context,
            @Nullable JoinTable shared) {
        this.buildSide = buildSide;
        this.probeSide = 1 - buildSide;
        this.level = level;
        this.codecs = codecs;
        this.results = results;
        this.context = context;
        marks = results.wants(buildSide);
        assert shared == null || !marks : "marks in a table of others";
        ownTable = shared == null;
        table = shared == null ? new JoinTable(context.memory().input(), PARTS) : shared;
        built = new SpilledParts(buildSide, context.memory().partOfOverflow("build side of a join", SIDES), context);
        probed = new SpilledParts(probeSide, context.memory().partOfOverflow("probe side of a join", SIDES), context);
    }

    /** @param probed which of the records of the probe side are joined here */
    void run(
            List<BlockReaderOpener> build,
            List<BlockReaderOpener> probe,
            InputRange.Stripe probed,
            ReadLoop.Totals totals)
            throws Exception {
        build(build, totals);
        try (ReadLoop loop = new ReadLoop(
                ShuffleReader.concatenate(probe, context.memory().longRecords()), context, totals, probed)) {
            probe(loop);
        }
        finish();
    }

    /** Reads the build side to its end. */
    void build(List<BlockReaderOpener> build, ReadLoop.Totals totals) throws Exception {
        try (ReadLoop loop =
                new ReadLoop(ShuffleReader.concatenate(build, context.memory().longRecords()), context, totals)) {
            build(loop);
        }
        while (!table.tryIndex()) {
            spillLargest();
        }
    }

    /** All records of the probe side have come. */
    void finish() throws Exception {
        if (marks && !context.stopped()) {
            table.forEachKey(this::leftOver);
        }
        closeTable();
        built.finish();
        probed.finish();
    }

    /**
     * Reads all of a build side into a table for several tasks.
     *
     * @return whether it is complete: there was memory for it, and nobody wanted less
     */
    static boolean fill(JoinTable table, List<BlockReaderOpener> build, boolean withValue, TaskContext context)
            throws IOException {
        try (ReadLoop loop = new ReadLoop(
                ShuffleReader.concatenate(build, context.memory().longRecords()),
                context,
                ReadLoop.Totals.ofSpilled())) {
            RecordReader reader = loop.reader();
            while (loop.next()) {
                long hash = hashOfKey(reader);
                if (!tryAdd(table, KeyHash.subPartition(hash, 0), hash, reader, withValue)) {
                    return false;
                }
            }
        }
        return !context.stopped() && table.tryIndex();
    }

    private void build(ReadLoop loop) throws IOException {
        boolean withValue = results.needsValue(buildSide);
        RecordReader reader = loop.reader();
        while (loop.next()) {
            builtBytes += RecordLayout.size(reader.keyLength(), withValue ? reader.valueLength() : 0);
            long hash = hashOfKey(reader);
            int part = KeyHash.subPartition(hash, level);
            while (!onDisk[part] && !tryAdd(table, part, hash, reader, withValue)) {
                if (!spillLargest()) {
                    onDisk[part] = true;
                }
            }
            if (onDisk[part]) {
                built.write(part, reader, withValue);
            }
        }
    }

    private static long hashOfKey(RecordReader reader) {
        return KeyHash.of(
                reader.bytes(),
                reader.keyOffset() + Integer.BYTES,
                GroupKeys.keyLength(reader.bytes(), reader.keyOffset()));
    }

    private static boolean tryAdd(JoinTable table, int part, long hash, RecordReader reader, boolean withValue) {
        byte[] bytes = reader.bytes();
        return table.tryAdd(
                part,
                bytes,
                reader.keyOffset() + Integer.BYTES,
                GroupKeys.keyLength(bytes, reader.keyOffset()),
                hash,
                bytes,
                reader.valueOffset(),
                withValue ? reader.valueLength() : 0);
    }

    /** Whether there was one. */
    private boolean spillLargest() throws IOException {
        int part = table.largest();
        if (part < 0) {
            return false;
        }
        context.checkCancelled();
        onDisk[part] = true;
        table.forEach(
                part,
                (bytes, keyOffset, keyLength, valueOffset, valueLength) ->
                        built.write(part, bytes, keyOffset, keyLength, bytes, valueOffset, valueLength));
        table.drop(part);
        return true;
    }

    private void probe(ReadLoop loop) throws Exception {
        boolean withValue = results.needsValue(probeSide);
        RecordReader reader = loop.reader();
        KeysAhead ahead = new KeysAhead(table, loop);
        while (loop.next()) {
            int keyOffset = reader.keyOffset() + Integer.BYTES;
            int keyLength = GroupKeys.keyLength(reader.bytes(), reader.keyOffset());
            long hash = ahead.hash();
            int part = KeyHash.subPartition(hash, level);
            if (onDisk[part]) {
                probed.write(part, reader, withValue);
            } else {
                probe(reader, table.find(reader.bytes(), keyOffset, keyLength, hash));
            }
        }
    }

    /** Loads what the table has of some keys. */
    void touch(long[] hashes, int count) {
        table.touch(hashes, count);
    }

    /** A record of the probe side that was not read, with its key. */
    void probe(byte[] key, int keyOffset, int keyLength, long hash, Object record) throws Exception {
        int part = KeyHash.subPartition(hash, level);
        if (onDisk[part]) {
            written.reset();
            if (results.needsValue(probeSide)) {
                codecs.get(probeSide).encode(record, written);
            }
            probed.write(part, key, keyOffset, keyLength, written.bytes(), 0, written.length());
            return;
        }
        long first = table.find(key, keyOffset, keyLength, hash);
        boolean hasPartner = first != JoinTable.NONE;
        if (hasPartner && marks) {
            table.mark(first);
        }
        if (results.wants(probeSide, hasPartner)) {
            results.alone(probeSide, record);
        } else if (hasPartner && results.pairs()) {
            pairs(first, record);
        }
    }

    private void pairs(long first, Object probing) throws Exception {
        for (long record = first; record != JoinTable.NONE && !context.stopped(); record = table.next(record)) {
            Object found = decoded(record);
            if (buildSide == JoinResults.LEFT) {
                results.pair(found, probing);
            } else {
                results.pair(probing, found);
            }
        }
    }

    private void probe(RecordReader reader, long first) throws Exception {
        boolean hasPartner = first != JoinTable.NONE;
        if (hasPartner && marks) {
            table.mark(first);
        }
        if (results.wants(probeSide, hasPartner)) {
            results.alone(probeSide, decoded(probeSide, reader.bytes(), reader.valueOffset(), reader.valueLength()));
        } else if (hasPartner && results.pairs()) {
            Object probing = decoded(probeSide, reader.bytes(), reader.valueOffset(), reader.valueLength());
            reader.forgetValue();
            pairs(first, probing);
        }
    }

    private void leftOver(long first, boolean hasPartner) throws Exception {
        if (results.wants(buildSide, hasPartner)) {
            for (long record = first; record != JoinTable.NONE && !context.stopped(); record = table.next(record)) {
                results.alone(buildSide, decoded(record));
            }
        }
    }

    private Object decoded(long record) {
        return decoded(buildSide, table.bytes(record), table.valueOffset(record), table.valueLength(record));
    }

    private Object decoded(int side, byte[] bytes, int offset, int length) {
        read.reset(bytes, offset, length);
        return codecs.get(side).decode(read);
    }

    /** What was read of the build side. */
    long builtBytes() {
        return builtBytes;
    }

    boolean isOnDisk(int part) {
        return onDisk[part];
    }

    long bytes(int side, int part) {
        return (side == buildSide ? built : probed).bytes(part);
    }

    /** The records of a side in a sub-partition that is on disk. */
    List<BlockReaderOpener> part(int side, int part) {
        return (side == buildSide ? built : probed).part(part);
    }

    private void closeTable() {
        if (ownTable) {
            table.close();
        }
    }

    @Override
    public void close() {
        closeTable();
        built.close();
        probed.close();
    }
}
