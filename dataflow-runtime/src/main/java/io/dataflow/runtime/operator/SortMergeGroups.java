package io.dataflow.runtime.operator;

import io.dataflow.api.codec.ByteInput;
import io.dataflow.api.codec.Codec;
import io.dataflow.api.codec.ValueType;
import io.dataflow.api.failure.DataflowException;
import io.dataflow.api.failure.FailureKind;
import io.dataflow.shuffle.BlockReaderOpener;
import io.dataflow.shuffle.RecordReader;
import io.dataflow.shuffle.Selection;
import io.dataflow.shuffle.ShuffleOutput;
import io.dataflow.shuffle.ShuffleReader;
import io.dataflow.shuffle.SortedWriter;
import io.dataflow.shuffle.memory.MemoryBudget;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Brings the records of each key together by sorting, and hands key and values to a body.
 *
 * <p>Everything the task reads is sorted first, in memory or in runs on disk, and then passed through key by key. The
 * values of a key are held in memory up to a bound; of a larger group each iteration is a merge of its own, of the part of
 * the runs that has its keys. So no group has to fit, and any can be iterated more than once.
 */
final class SortMergeGroups {
    /** Two sides of a join, and one to spare. Each has a quarter of the overflow memory, the values held the rest. */
    private static final int MAX_PASSES = 3;

    static final int OVERFLOW_PARTS = MAX_PASSES + 1;

    private final String name;
    private final TaskContext context;
    private final Codec<Object> keys;
    private final List<Codec<Object>> values;

    /** Passes over the group at hand, to be closed with it if they were not read to their ends. */
    private final List<MergedValues> open = new ArrayList<>();

    SortMergeGroups(String name, ValueType keyType, List<ValueType> types, TaskContext context) {
        this.name = name;
        this.context = context;
        this.keys = context.codec(keyType);
        this.values = types.stream().map(context::<Object>codec).toList();
    }

    /** Reads all of {@code records}, which {@link GroupKeys} order, and hands each key to {@code body}. */
    void run(List<BlockReaderOpener> records, ReadLoop.Totals totals, GroupBodyRunner body) throws Exception {
        try (ShuffleOutput sorted = sort(records, totals)) {
            try (HeldGroup held = new HeldGroup(context.memory().overflow());
                    RecordReader merged = merge(sorted, null, null, mainMemory(sorted))) {
                boolean more = merged.next();
                while (more && !context.stopped()) {
                    context.checkCancelled();
                    more = group(merged, sorted, held, body);
                }
            }
        }
    }

    /** What was sorted in memory takes the memory it was sorted in; on disk, that memory is free for the merge. */
    private MemoryBudget mainMemory(ShuffleOutput sorted) {
        return sorted.inMemory()
                ? context.memory().overflow()
                : context.memory().input();
    }

    private ShuffleOutput sort(List<BlockReaderOpener> records, ReadLoop.Totals totals) throws Exception {
        try (SortedWriter writer = new SortedWriter(
                        context.memory().input(),
                        context.memory().input(),
                        context.directory(),
                        context.spillName("groups"));
                ReadLoop loop = new ReadLoop(
                        ShuffleReader.concatenate(records, context.memory().longRecords()), context, totals)) {
            RecordReader reader = loop.reader();
            while (loop.next()) {
                writer.write(
                        0,
                        reader.bytes(),
                        reader.keyOffset(),
                        reader.keyLength(),
                        reader.bytes(),
                        reader.valueOffset(),
                        reader.valueLength());
            }
            ShuffleOutput sorted = writer.commit();
            context.counters().spilled(writer.spilledBytes());
            return sorted;
        }
    }

    private RecordReader merge(
            ShuffleOutput sorted, byte @Nullable [] low, byte @Nullable [] high, MemoryBudget budget) {
        List<BlockReaderOpener> runs = new ArrayList<>();
        for (int region = 0; region < sorted.sizes().regionCount(); region++) {
            Selection range = new Selection.KeyRange(region, low, high);
            runs.add(() -> sorted.open(range));
        }
        return ShuffleReader.merge(
                runs,
                budget,
                context.memory().longRecords(),
                context.directory(),
                context.spillName("merge"),
                MergeBlocks.bytes(budget));
    }

    /** Handles the group of the record that {@code merged} stands at; whether there is another group behind it. */
    private boolean group(RecordReader merged, ShuffleOutput sorted, HeldGroup held, GroupBodyRunner body)
            throws Exception {
        int keyBytes = Integer.BYTES + GroupKeys.keyLength(merged.bytes(), merged.keyOffset());
        byte[] prefix = Arrays.copyOfRange(merged.bytes(), merged.keyOffset(), merged.keyOffset() + keyBytes);
        Object key = keys.decode(new ByteInput(Arrays.copyOfRange(prefix, Integer.BYTES, prefix.length)));
        held.reset();
        boolean fits = true;
        boolean more = true;
        boolean same = true;
        while (same && fits) {
            int side = GroupKeys.side(merged.bytes(), merged.keyOffset());
            fits = held.tryAdd(side, merged.bytes(), merged.valueOffset(), merged.valueLength());
            if (fits) {
                more = merged.next();
                same = more && belongs(merged, prefix);
            }
        }
        if (!fits) {
            merged.forgetValue();
        }
        List<GroupValues> sides = new ArrayList<>();
        for (int side = 0; side < values.size(); side++) {
            sides.add(fits ? held.values(side, values.get(side)) : reread(sorted, prefix, side));
        }
        try {
            body.apply(key, sides);
        } finally {
            open.forEach(MergedValues::close);
            open.clear();
        }
        while (same && more) {
            more = merged.next();
            same = more && belongs(merged, prefix);
        }
        return more;
    }

    private static boolean belongs(RecordReader merged, byte[] prefix) {
        int from = merged.keyOffset();
        return merged.keyLength() > prefix.length
                && Arrays.equals(merged.bytes(), from, from + prefix.length, prefix, 0, prefix.length);
    }

    private GroupValues reread(ShuffleOutput sorted, byte[] prefix, int side) {
        byte[] low = Arrays.copyOf(prefix, prefix.length + 1);
        low[prefix.length] = (byte) side;
        byte[] high = Arrays.copyOf(prefix, prefix.length + 1);
        high[prefix.length] = (byte) (side + 1);
        Codec<Object> codec = values.get(side);
        return new GroupValues() {
            @Override
            public boolean isEmpty() {
                MergedValues pass = pass(sorted, low, high, codec);
                boolean empty = !pass.hasNext();
                pass.close();
                return empty;
            }

            @Override
            public ValuePass iterator() {
                return pass(sorted, low, high, codec);
            }
        };
    }

    private MergedValues pass(ShuffleOutput sorted, byte[] low, byte[] high, Codec<Object> codec) {
        open.removeIf(MergedValues::ended);
        if (open.size() == MAX_PASSES) {
            throw new DataflowException(
                    FailureKind.USER_CODE,
                    name + ": more than " + MAX_PASSES + " passes over a large group are open at a time;"
                            + " read one to its end before the next is begun");
        }
        MemoryBudget memory = context.memory().partOfOverflow("a pass over a group", OVERFLOW_PARTS);
        MergedValues pass = new MergedValues(merge(sorted, low, high, memory), memory, codec, context);
        open.add(pass);
        return pass;
    }
}
