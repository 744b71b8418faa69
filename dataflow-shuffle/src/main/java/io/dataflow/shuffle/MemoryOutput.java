package io.dataflow.shuffle;

import io.dataflow.shuffle.block.Block;
import io.dataflow.shuffle.block.BlockCodec;
import io.dataflow.shuffle.block.EncodedBlockReader;
import io.dataflow.shuffle.block.RecordLayout;
import io.dataflow.shuffle.memory.MemoryBudget;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** An output that never left memory: its blocks by partition, of which all are one region. */
final class MemoryOutput implements ShuffleOutput {
    private final OutputSizes sizes;
    private final boolean sorted;
    private final Block[][] blocks;
    private final MemoryBudget store;
    private final long leaseBytes;
    private final AtomicBoolean withdrawn = new AtomicBoolean();

    /** Takes ownership of a lease of {@code leaseBytes} from {@code store}. */
    MemoryOutput(OutputSizes sizes, boolean sorted, Block[][] blocks, MemoryBudget store, long leaseBytes) {
        this.sizes = sizes;
        this.sorted = sorted;
        this.blocks = blocks;
        this.store = store;
        this.leaseBytes = leaseBytes;
    }

    @Override
    public OutputSizes sizes() {
        return sizes;
    }

    @Override
    public BlockReader open(Selection selection) throws IOException {
        Reader reader = new Reader(select(selection));
        return selection instanceof Selection.KeyRange range
                ? new KeyRangeReader(reader, range.low(), range.high())
                : reader;
    }

    @Override
    public EncodedBlockReader openEncoded(Selection selection) throws IOException {
        return new EncodingReader(new Reader(select(selection)));
    }

    private List<Block> select(Selection selection) throws IOException {
        requirePublished();
        if (selection instanceof Selection.Partitions partitions) {
            return selectPartitions(partitions.from(), partitions.to());
        }
        return selectKeys((Selection.KeyRange) selection);
    }

    private List<Block> selectPartitions(int from, int to) {
        if (to > blocks.length) {
            throw new IllegalArgumentException(
                    "Not a range of the " + blocks.length + " partitions: from " + from + " to " + to);
        }
        List<Block> selected = new ArrayList<>();
        for (int partition = from; partition < to; partition++) {
            selected.addAll(Arrays.asList(blocks[partition]));
        }
        return selected;
    }

    /** The blocks that may hold keys of the range; see the same choice for files in the segment index. */
    private List<Block> selectKeys(Selection.KeyRange range) {
        if (!sorted) {
            throw new IllegalArgumentException("A range of keys was asked of an output that is not sorted");
        }
        if (range.region() >= sizes.regionCount()) {
            throw new IllegalArgumentException("Not one of the " + sizes.regionCount() + " regions: " + range.region());
        }
        byte[] low = range.low();
        byte[] high = range.high();
        Block[] run = blocks[0];
        int first = 0;
        int end = run.length;
        for (int i = 0; i < end; i++) {
            if (high != null && compareFirstKey(run[i], high) >= 0) {
                end = i;
            } else if (low != null && compareFirstKey(run[i], low) < 0) {
                first = i;
            }
        }
        return first >= end ? List.of() : Arrays.asList(run).subList(first, end);
    }

    private static int compareFirstKey(Block block, byte[] bound) {
        byte[] bytes = block.bytes();
        int offset = RecordLayout.keyOffset(bytes, block.offset());
        int length = RecordLayout.keyLength(bytes, block.offset());
        return Arrays.compareUnsigned(bytes, offset, offset + length, bound, 0, bound.length);
    }

    @Override
    public boolean inMemory() {
        return true;
    }

    @Override
    public long memoryBytes() {
        return withdrawn.get() ? 0 : leaseBytes;
    }

    @Override
    public void close() {
        if (withdrawn.compareAndSet(false, true)) {
            store.release(leaseBytes);
        }
    }

    private void requirePublished() throws IOException {
        if (withdrawn.get()) {
            throw new IOException("The output was withdrawn; its stage ended or its task runs again");
        }
    }

    private final class Reader implements BlockReader {
        private final List<Block> selected;
        private int next;

        Reader(List<Block> selected) {
            this.selected = selected;
        }

        @Override
        public @Nullable Block next() throws IOException {
            requirePublished();
            return next < selected.size() ? selected.get(next++) : null;
        }

        /** -1 at the end. */
        int nextLengthBytes() throws IOException {
            requirePublished();
            return next < selected.size() ? selected.get(next).lengthBytes() : -1;
        }

        @Override
        public void close() {
            next = selected.size();
        }
    }

    private static final class EncodingReader implements EncodedBlockReader {
        private final Reader reader;

        EncodingReader(Reader reader) {
            this.reader = reader;
        }

        @Override
        public byte @Nullable [] next() throws IOException {
            Block block = reader.next();
            return block == null ? null : BlockCodec.encodeRaw(block);
        }

        @Override
        public int nextBytes() throws IOException {
            int length = reader.nextLengthBytes();
            return length < 0 ? length : BlockCodec.HEADER_BYTES + length;
        }

        @Override
        public void close() {
            reader.close();
        }
    }
}
