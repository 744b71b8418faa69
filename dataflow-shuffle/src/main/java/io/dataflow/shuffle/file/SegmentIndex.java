package io.dataflow.shuffle.file;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where each segment of a spill file begins: per region and partition, or per region and block when the regions are
 * sorted. The entries of a region, about six bytes for each segment that has records, are in memory if there was room
 * for them, and are loaded when they are asked for otherwise.
 *
 * <p>Immutable. Safe for use by many threads.
 */
final class SegmentIndex {
    /** Gets the entries of a region from where they are stored. */
    @FunctionalInterface
    interface Loader {
        RegionIndex load(Region region) throws IOException;
    }

    private final int partitionCount;
    private final boolean sorted;
    private final List<Region> regions;
    private final @Nullable List<RegionIndex> resident;

    SegmentIndex(int partitionCount, boolean sorted, List<Region> regions, @Nullable List<RegionIndex> resident) {
        this.partitionCount = partitionCount;
        this.sorted = sorted;
        this.regions = List.copyOf(regions);
        this.resident = resident == null ? null : List.copyOf(resident);
    }

    int partitionCount() {
        return partitionCount;
    }

    boolean sorted() {
        return sorted;
    }

    List<Region> regions() {
        return regions;
    }

    /** What the entries of all regions take in memory, nearly, counted from their packed length. */
    long residentBytes() {
        return regions.stream()
                .mapToLong(region -> RegionIndex.retainedBytes(region.indexLength()))
                .sum();
    }

    boolean isResident() {
        return resident != null;
    }

    /** The same index with all entries in memory. */
    SegmentIndex load(Loader loader) throws IOException {
        List<RegionIndex> loaded = new ArrayList<>(regions.size());
        for (Region region : regions) {
            loaded.add(loader.load(region));
        }
        return new SegmentIndex(partitionCount, sorted, regions, loaded);
    }

    /** The same index without entries in memory. */
    SegmentIndex unload() {
        return new SegmentIndex(partitionCount, sorted, regions, null);
    }

    /**
     * The blocks of the partitions {@code from} to {@code to - 1}: one range for each region that has any, in order.
     */
    List<SegmentRange> partitions(int from, int to, Loader loader) throws IOException {
        if (from < 0 || to < from || to > partitionCount) {
            throw new IllegalArgumentException(
                    "Not a range of the " + partitionCount + " partitions: from " + from + " to " + to);
        }
        List<SegmentRange> ranges = new ArrayList<>();
        for (int i = 0; i < regions.size() && from < to; i++) {
            Region region = regions.get(i);
            SegmentRange range = from == 0 && to == partitionCount
                    ? new SegmentRange(region.offset(), region.lengthBytes(), region.recordCount())
                    : region(i, loader).partitions(from, to);
            if (range.recordCount() > 0) {
                ranges.add(range);
            }
        }
        return ranges;
    }

    /** The blocks of a sorted region that may hold keys in {@code [low, high)}; null is an open end. */
    SegmentRange keys(int region, byte @Nullable [] low, byte @Nullable [] high, Loader loader) throws IOException {
        if (!sorted) {
            throw new IllegalArgumentException("A range of keys was asked of an output that is not sorted");
        }
        if (region >= regions.size()) {
            throw new IllegalArgumentException("Not one of the " + regions.size() + " regions: " + region);
        }
        return region(region, loader).keys(low, high);
    }

    private RegionIndex region(int index, Loader loader) throws IOException {
        return resident == null ? loader.load(regions.get(index)) : resident.get(index);
    }
}
