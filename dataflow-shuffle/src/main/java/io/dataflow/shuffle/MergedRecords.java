package io.dataflow.shuffle;

import io.dataflow.shuffle.block.BlockCodec;
import io.dataflow.shuffle.file.SpillDirectory;
import io.dataflow.shuffle.file.SpillFile;
import io.dataflow.shuffle.file.SpillFileWriter;
import io.dataflow.shuffle.memory.MemoryBudget;
import io.dataflow.shuffle.sort.LoserTree;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Sorted runs merged into one sequence. When the budget has no room for a block of each, groups of neighbouring runs
 * are first merged into runs on disk: no more of them than needed, so that most records are written at most once.
 *
 * <p>Nothing is opened or leased before the first record is asked for. Confined to one thread.
 */
final class MergedRecords implements RecordReader {
    private static final int MIN_BLOCK_BYTES = 1 << 10;

    private final List<Source> sources = new ArrayList<>();
    private final MemoryBudget budget;
    private final MemoryBudget longRecords;
    private final SpillDirectory directory;
    private final String name;
    private final long blockBytes;
    private final BlockCodec codec = new BlockCodec();
    private int spilledRuns;
    private long leaseBytes;
    private @Nullable LoserTree<MergeLeaf> tree;
    private @Nullable MergeLeaf current;
    private boolean closed;

    /** A run, and the file it is in if this merge wrote that. */
    private record Source(BlockReaderOpener opener, @Nullable SpillFile file) {}

    MergedRecords(
            List<? extends BlockReaderOpener> runs,
            MemoryBudget budget,
            MemoryBudget longRecords,
            SpillDirectory directory,
            String name,
            long blockBytes) {
        if (blockBytes < 1) {
            throw new IllegalArgumentException("blockBytes must be positive: " + blockBytes);
        }
        runs.forEach(run -> sources.add(new Source(run, null)));
        this.budget = budget;
        this.longRecords = longRecords;
        this.directory = directory;
        this.name = name;
        this.blockBytes = blockBytes;
    }

    @Override
    public boolean next() throws IOException {
        if (closed) {
            throw new IOException("The merge " + name + " is closed");
        }
        if (tree == null) {
            reduce();
            tree = open(sources);
        }
        boolean found = tree.next();
        current = tree.winner();
        if (current != null) {
            current.load();
        }
        return found;
    }

    /** Merges neighbours until a block of each run fits the budget. */
    private void reduce() throws IOException {
        long fanIn = Math.max(2, budget.availableBytes() / blockBytes);
        int position = 0;
        while (sources.size() > fanIn) {
            long group = Math.min(spillFanIn(), sources.size() - fanIn + 1);
            if (position + group > sources.size()) {
                position = Math.max(0, sources.size() - (int) group);
            }
            List<Source> merged = sources.subList(position, position + (int) group);
            Source run = spill(List.copyOf(merged));
            closeFiles(merged);
            merged.clear();
            sources.add(position, run);
            position = position + 1 >= sources.size() ? 0 : position + 1;
        }
    }

    /** How many runs can be open beside the file that their records go to. */
    private long spillFanIn() throws IOException {
        long stagingBytes = stagingBytes(blockBytes);
        long fanIn = (budget.availableBytes() - stagingBytes) / blockBytes;
        if (fanIn < 2) {
            throw budget.exhausted(stagingBytes + 2 * blockBytes, "merging " + sources.size() + " sorted runs");
        }
        return fanIn;
    }

    private static long stagingBytes(long blockBytes) {
        return SpillFileWriter.stagingBytes(spillBlockBytes(blockBytes)) + MIN_BLOCK_BYTES;
    }

    static long floorBytes(long blockBytes) {
        return stagingBytes(blockBytes) + 2 * blockBytes;
    }

    private static int spillBlockBytes(long blockBytes) {
        return (int) Math.max(MIN_BLOCK_BYTES, Math.min(blockBytes, BlockCodec.STANDARD_BLOCK_BYTES));
    }

    private Source spill(List<Source> group) throws IOException {
        String fileName = name + ".run" + spilledRuns++;
        try (LoserTree<MergeLeaf> merge = open(group);
                SpillFileWriter writer =
                        SpillFileWriter.ofWholeRun(directory, fileName, budget, spillBlockBytes(blockBytes))) {
            writer.beginRegion();
            writer.beginSegment(0);
            while (merge.next()) {
                MergeLeaf record = Objects.requireNonNull(merge.winner());
                record.load();
                append(record, writer);
            }
            writer.endSegment();
            writer.endRegion();
            SpillFile file = writer.finish();
            return new Source(() -> new StoredBlocks(file, file.read(file.partitions(0, 1)), codec), file);
        } finally {
            releaseLease();
        }
    }

    private static void append(MergeLeaf record, SpillFileWriter writer) throws IOException {
        int offset = record.recordOffset();
        writer.append(record.bytes(), offset, record.recordEnd() - offset, 1);
    }

    private LoserTree<MergeLeaf> open(List<Source> runs) throws IOException {
        assert leaseBytes == 0 : leaseBytes;
        long bytes = runs.size() * blockBytes;
        budget.reserve(bytes, "a block of each of " + runs.size() + " sorted runs");
        leaseBytes = bytes;
        List<MergeLeaf> leaves = new ArrayList<>(runs.size());
        try {
            for (Source run : runs) {
                leaves.add(new MergeLeaf(run.opener(), budget, longRecords, blockBytes));
            }
        } catch (IOException | RuntimeException e) {
            leaves.forEach(MergeLeaf::close);
            throw e;
        }
        return new LoserTree<>(leaves);
    }

    private void releaseLease() {
        long bytes = leaseBytes;
        leaseBytes = 0;
        budget.release(bytes);
    }

    private static void closeFiles(List<Source> runs) throws IOException {
        for (Source run : runs) {
            if (run.file() != null) {
                run.file().close();
            }
        }
    }

    @Override
    public void forgetValue() throws IOException {
        record().forgetValue();
    }

    @Override
    public byte[] bytes() {
        return record().bytes();
    }

    @Override
    public int keyOffset() {
        return record().keyOffset();
    }

    @Override
    public int keyLength() {
        return record().keyLength();
    }

    @Override
    public int valueOffset() {
        return record().valueOffset();
    }

    @Override
    public int valueLength() {
        return record().valueLength();
    }

    private MergeLeaf record() {
        if (current == null) {
            throw new IllegalStateException("The merge " + name + " has no current record");
        }
        return current;
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        current = null;
        if (tree != null) {
            tree.close();
        }
        releaseLease();
        try {
            closeFiles(sources);
        } catch (IOException undeletable) {
            // All records were read; a file that cannot be deleted is found when its directory is swept.
        }
    }
}
