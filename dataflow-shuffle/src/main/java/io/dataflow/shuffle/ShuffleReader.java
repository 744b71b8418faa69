package io.dataflow.shuffle;

import io.dataflow.shuffle.file.SpillDirectory;
import io.dataflow.shuffle.memory.MemoryBudget;
import java.util.List;

/** Turns sources of blocks into one sequence of records. */
public final class ShuffleReader {
    private ShuffleReader() {}

    /**
     * All records of the sources in order. Each source is opened when its turn comes and closed after it. No block is
     * leased.
     */
    public static RecordReader concatenate(List<? extends BlockReaderOpener> sources) {
        return new BlockRecords(sources, null);
    }

    /** Like {@link #concatenate(List)}, but blocks beyond the usual size are leased from {@code longRecords}. */
    public static RecordReader concatenate(List<? extends BlockReaderOpener> sources, MemoryBudget longRecords) {
        return new BlockRecords(sources, longRecords);
    }

    /** The least memory that any number of runs are merged in, however many times over. */
    public static long mergeFloorBytes(long blockBytes) {
        return MergedRecords.floorBytes(blockBytes);
    }

    /**
     * All records of sorted runs in one order; equal keys come in the order of the runs. Each open run takes {@code
     * blockBytes} of the budget, which should be what blocks usually have; when that is not enough for all runs, some are
     * merged into files first, named {@code name} and a suffix. Nothing is opened or leased before the first record is
     * asked for, and all of it is given back on close.
     *
     * <p>A run's opener is called once, and once more for each long record that the budget had no room for when its run
     * came to it, and that {@code longRecords} has to have room for when its turn comes.
     */
    public static RecordReader merge(
            List<? extends BlockReaderOpener> runs,
            MemoryBudget budget,
            MemoryBudget longRecords,
            SpillDirectory directory,
            String name,
            long blockBytes) {
        return new MergedRecords(runs, budget, longRecords, directory, name, blockBytes);
    }
}
