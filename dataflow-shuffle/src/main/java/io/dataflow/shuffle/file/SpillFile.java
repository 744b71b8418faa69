package io.dataflow.shuffle.file;

import io.dataflow.shuffle.memory.MemoryBudget;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * One file of blocks, written once, then read only. Closing it deletes the file.
 *
 * <table>
 * <caption>Layout</caption>
 * <tr><td>regions</td><td>one after the other, each the blocks of its segments in order, see
 *     {@link io.dataflow.shuffle.block.BlockCodec}, and then its packed index, see {@link RegionIndex}</td></tr>
 * <tr><td>footer</td><td>{@link SpillFooter}: where the regions are, and a trailer of fixed length</td></tr>
 * </table>
 *
 * <p>What a budget has no room for of the index is read from the file for each selection. Safe for use by many threads.
 */
public final class SpillFile implements AutoCloseable {
    private final SpillDirectory directory;
    private final String name;
    private final long sizeBytes;
    private final @Nullable SegmentIndex index;
    private final @Nullable MemoryBudget indexBudget;
    private final long indexLeaseBytes;
    private final AtomicBoolean closed = new AtomicBoolean();

    private SpillFile(
            SpillDirectory directory,
            String name,
            long sizeBytes,
            @Nullable SegmentIndex index,
            @Nullable MemoryBudget indexBudget,
            long indexLeaseBytes) {
        this.directory = directory;
        this.name = name;
        this.sizeBytes = sizeBytes;
        this.index = index;
        this.indexBudget = indexBudget;
        this.indexLeaseBytes = indexLeaseBytes;
    }

    /** Opens a file that is there, and checks its footer. The index is held without a lease. */
    public static SpillFile open(SpillDirectory directory, String name) throws IOException {
        try (SpillSource source = directory.open(name)) {
            SegmentIndex index = SpillFooter.read(source, label(directory, name));
            return new SpillFile(directory, name, source.sizeBytes(), index, null, 0);
        }
    }

    public static SpillFile open(Path file) throws IOException {
        Path absolute = file.toAbsolutePath();
        Path parent = absolute.getParent();
        Path fileName = absolute.getFileName();
        if (parent == null || fileName == null) {
            throw new IllegalArgumentException("Not a file: " + file);
        }
        return open(new DiskSpillDirectory(parent), fileName.toString());
    }

    /** A file just finished. Holds as much of its index as {@code keeper} has room for. */
    static SpillFile finished(
            SpillDirectory directory, String name, long sizeBytes, SegmentIndex index, MemoryBudget keeper)
            throws IOException {
        long regionsBytes = (long) Region.RETAINED_BYTES * index.regions().size();
        if (keeper.tryReserve(regionsBytes + index.residentBytes())) {
            SegmentIndex resident = index;
            if (!index.isResident()) {
                try (RegionLoader loader = new RegionLoader(directory, name, index)) {
                    resident = index.load(loader);
                } catch (IOException e) {
                    keeper.release(regionsBytes + index.residentBytes());
                    throw e;
                }
            }
            long leaseBytes = regionsBytes + index.residentBytes();
            return new SpillFile(directory, name, sizeBytes, resident, keeper, leaseBytes);
        }
        if (keeper.tryReserve(regionsBytes)) {
            return new SpillFile(directory, name, sizeBytes, index.unload(), keeper, regionsBytes);
        }
        return finished(directory, name, sizeBytes);
    }

    /** A file just finished that is read as a whole, so that its index is not worth memory. */
    static SpillFile finished(SpillDirectory directory, String name, long sizeBytes) {
        return new SpillFile(directory, name, sizeBytes, null, null, 0);
    }

    static String label(SpillDirectory directory, String name) {
        return directory + "/" + name;
    }

    public String name() {
        return name;
    }

    public long sizeBytes() {
        return sizeBytes;
    }

    /** The lease it holds. */
    public long memoryBytes() {
        return closed.get() ? 0 : indexLeaseBytes;
    }

    public int regionCount() throws IOException {
        return index().regions().size();
    }

    public int partitionCount() throws IOException {
        return index().partitionCount();
    }

    /** Whether each region is one sorted run. */
    public boolean sorted() throws IOException {
        return index().sorted();
    }

    /**
     * The blocks of the partitions {@code from} to {@code to - 1}: one range for each region that has any, in order.
     */
    public List<SegmentRange> partitions(int from, int to) throws IOException {
        SegmentIndex found = index();
        try (RegionLoader loader = new RegionLoader(directory, name, found)) {
            return found.partitions(from, to, loader);
        }
    }

    /** The blocks of a sorted region that may hold keys in {@code [low, high)}; null is an open end. */
    public SegmentRange keys(int region, byte @Nullable [] low, byte @Nullable [] high) throws IOException {
        SegmentIndex found = index();
        try (RegionLoader loader = new RegionLoader(directory, name, found)) {
            return found.keys(region, low, high, loader);
        }
    }

    private SegmentIndex index() throws IOException {
        if (index != null) {
            return index;
        }
        try (SpillSource source = directory.open(name)) {
            return SpillFooter.read(source, toString());
        }
    }

    /** The stored blocks of {@code ranges}, which were selected from this file. The caller closes the reader. */
    public SegmentReader read(List<SegmentRange> ranges) {
        return new SegmentReader(directory, name, List.copyOf(ranges));
    }

    /** Deletes the file and releases the lease of its index. Has no effect after the first time. */
    @Override
    public void close() throws IOException {
        if (closed.compareAndSet(false, true)) {
            if (indexBudget != null) {
                indexBudget.release(indexLeaseBytes);
            }
            directory.delete(name);
        }
    }

    @Override
    public String toString() {
        return label(directory, name);
    }

    /** Reads entries from the file, which it opens with the first. Confined to one thread. */
    private static final class RegionLoader implements SegmentIndex.Loader, AutoCloseable {
        private final SpillDirectory directory;
        private final String name;
        private final SegmentIndex index;
        private @Nullable SpillSource source;

        RegionLoader(SpillDirectory directory, String name, SegmentIndex index) {
            this.directory = directory;
            this.name = name;
            this.index = index;
        }

        @Override
        public RegionIndex load(Region region) throws IOException {
            if (source == null) {
                source = directory.open(name);
            }
            return SpillFooter.readIndex(source, label(directory, name), region, index);
        }

        @Override
        public void close() {
            if (source != null) {
                source.close();
            }
        }
    }
}
