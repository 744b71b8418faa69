package io.dataflow.runtime.operator;

import io.dataflow.api.codec.ByteInput;
import io.dataflow.api.codec.ByteOutput;
import io.dataflow.api.codec.Codec;
import io.dataflow.api.failure.DataflowException;
import io.dataflow.api.failure.FailureKind;
import io.dataflow.api.function.Comparison;
import io.dataflow.api.function.Emitter;
import io.dataflow.runtime.plan.StageInput;
import io.dataflow.shuffle.BlockReaderOpener;
import io.dataflow.shuffle.RecordReader;
import io.dataflow.shuffle.Selection;
import io.dataflow.shuffle.ShuffleOutput;
import io.dataflow.shuffle.ShuffleReader;
import io.dataflow.shuffle.SortedWriter;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Merges runs that are in the order of a comparator, as many at a time as the memory has blocks for; more are merged to longer
 * runs on disk first. A comparator that contradicts itself shows in a record that comes before the one it follows.
 */
final class MergedWithInput implements TaskInput {
    private static final int MIN_RUNS = 2;

    private final StageInput.MergedWith spec;
    private final TaskContext context;
    private final Codec<Object> codec;
    private final Comparison<Object> comparison;
    private final List<ShuffleOutput> temporary = new ArrayList<>();

    MergedWithInput(StageInput.MergedWith spec, TaskContext context) {
        this.spec = spec;
        this.context = context;
        this.codec = context.codec(spec.type());
        this.comparison = spec.comparison();
    }

    @Override
    public void run(Emitter<Object> output) throws Exception {
        Deque<List<BlockReaderOpener>> runs = new ArrayDeque<>();
        context.openers(spec.stages()).forEach(run -> runs.add(List.of(run)));
        long blockBytes = MergeBlocks.bytes(context.memory().input());
        // Half of the memory is for the writer of longer runs.
        int fanIn = (int) Math.max(MIN_RUNS, context.memory().input().limitBytes() / 2 / blockBytes);
        try {
            while (runs.size() > fanIn) {
                List<List<BlockReaderOpener>> some = new ArrayList<>();
                while (some.size() < Math.min(fanIn, runs.size() + some.size() - fanIn + 1)) {
                    some.add(runs.remove());
                }
                runs.add(longer(some, blockBytes));
            }
            merge(List.copyOf(runs), blockBytes, head -> output.emit(head.record()));
        } finally {
            temporary.forEach(ShuffleOutput::close);
        }
    }

    @FunctionalInterface
    private interface Taker {
        void take(Head head) throws Exception;
    }

    private List<BlockReaderOpener> longer(List<List<BlockReaderOpener>> runs, long blockBytes) throws Exception {
        ByteOutput place = new ByteOutput();
        try (SortedWriter writer = new SortedWriter(
                context.memory().input(), context.memory().none(), context.directory(), context.spillName("merge"))) {
            long[] next = {0};
            merge(runs, blockBytes, head -> {
                place.reset();
                place.writeLongBigEndian(next[0]++);
                head.writeTo(writer, place);
            });
            ShuffleOutput merged = writer.commit();
            temporary.add(merged);
            context.counters().spilled(writer.spilledBytes());
            List<BlockReaderOpener> regions = new ArrayList<>();
            for (int region = 0; region < merged.sizes().regionCount(); region++) {
                Selection whole = new Selection.KeyRange(region, null, null);
                regions.add(() -> merged.open(whole));
            }
            return regions;
        }
    }

    private void merge(List<List<BlockReaderOpener>> runs, long blockBytes, Taker taker) throws Exception {
        long leaseBytes = runs.size() * blockBytes;
        context.memory().input().reserve(leaseBytes, "a block of each of " + runs.size() + " sorted runs");
        List<Head> heads = new ArrayList<>();
        try {
            ReadLoop.Totals totals = ReadLoop.Totals.ofInput();
            for (List<BlockReaderOpener> run : runs) {
                Head head = new Head(new ReadLoop(
                        ShuffleReader.concatenate(run, context.memory().longRecords()), context, totals));
                heads.add(head);
                head.advance();
            }
            new HeadTree(heads).drain(taker);
        } finally {
            heads.forEach(Head::close);
            context.memory().input().release(leaseBytes);
        }
    }

    private int compare(Object left, Object right) throws UserCodeException {
        return ComparedRun.compare(spec.name(), comparison, left, right);
    }

    /** One run, and the record it stands at. */
    private final class Head implements AutoCloseable {
        private final ReadLoop loop;
        private final ByteInput read = new ByteInput();
        private @Nullable Object record;

        Head(ReadLoop loop) {
            this.loop = loop;
        }

        void advance() throws IOException {
            if (loop.next()) {
                RecordReader reader = loop.reader();
                read.reset(reader.bytes(), reader.valueOffset(), reader.valueLength());
                record = codec.decode(read);
            } else {
                record = null;
            }
        }

        boolean ended() {
            return record == null;
        }

        Object record() {
            Object known = record;
            if (known == null) {
                throw new IllegalStateException("the run has ended");
            }
            return known;
        }

        void writeTo(SortedWriter writer, ByteOutput place) throws IOException {
            RecordReader reader = loop.reader();
            writer.write(
                    0, place.bytes(), 0, place.length(), reader.bytes(), reader.valueOffset(), reader.valueLength());
        }

        @Override
        public void close() {
            loop.close();
        }
    }

    /** A binary heap of runs by the records they stand at. Ends whatever the comparator says. */
    private final class HeadTree {
        private final List<Head> heap = new ArrayList<>();

        HeadTree(List<Head> heads) throws UserCodeException {
            for (Head head : heads) {
                if (!head.ended()) {
                    heap.add(head);
                }
            }
            for (int i = heap.size() / 2 - 1; i >= 0; i--) {
                sink(i);
            }
        }

        void drain(Taker taker) throws Exception {
            Object last = null;
            while (!heap.isEmpty()) {
                Head least = heap.get(0);
                if (last != null && compare(last, least.record()) > 0) {
                    throw contradiction(last, least.record());
                }
                last = least.record();
                taker.take(least);
                least.advance();
                if (least.ended()) {
                    Head end = heap.remove(heap.size() - 1);
                    if (!heap.isEmpty()) {
                        heap.set(0, end);
                    }
                }
                if (!heap.isEmpty()) {
                    sink(0);
                }
            }
        }

        private void sink(int from) throws UserCodeException {
            int at = from;
            while (2 * at + 1 < heap.size()) {
                int child = 2 * at + 1;
                if (child + 1 < heap.size()
                        && compare(heap.get(child).record(), heap.get(child + 1).record()) > 0) {
                    child++;
                }
                if (compare(heap.get(at).record(), heap.get(child).record()) <= 0) {
                    return;
                }
                Head moved = heap.get(at);
                heap.set(at, heap.get(child));
                heap.set(child, moved);
                at = child;
            }
        }

        private DataflowException contradiction(Object earlier, Object later) {
            return new DataflowException(
                    FailureKind.USER_CODE,
                    "'" + spec.name() + "': the comparator contradicts itself: sorted by it, " + shortened(earlier)
                            + " came before " + shortened(later)
                            + ", which it says is less; it must be transitive, and the opposite when turned around");
        }

        private static String shortened(Object record) {
            String text = String.valueOf(record);
            return text.length() <= 100 ? text : text.substring(0, 100) + "...";
        }
    }
}
