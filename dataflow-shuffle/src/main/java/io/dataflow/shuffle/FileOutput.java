package io.dataflow.shuffle;

import io.dataflow.shuffle.block.Block;
import io.dataflow.shuffle.block.BlockCodec;
import io.dataflow.shuffle.block.EncodedBlockReader;
import io.dataflow.shuffle.block.StoredBlock;
import io.dataflow.shuffle.file.SegmentRange;
import io.dataflow.shuffle.file.SegmentReader;
import io.dataflow.shuffle.file.SpillFile;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An output in a spill file. */
final class FileOutput implements ShuffleOutput {
    private final OutputSizes sizes;
    private final SpillFile file;
    private final BlockCodec codec = new BlockCodec();
    private volatile boolean withdrawn;

    /** Takes ownership of {@code file}. */
    FileOutput(OutputSizes sizes, SpillFile file) {
        this.sizes = sizes;
        this.file = file;
    }

    @Override
    public OutputSizes sizes() {
        return sizes;
    }

    @Override
    public BlockReader open(Selection selection) throws IOException {
        PublishedBlocks reader = new PublishedBlocks(new StoredBlocks(file, read(selection), codec));
        return selection instanceof Selection.KeyRange range
                ? new KeyRangeReader(reader, range.low(), range.high())
                : reader;
    }

    @Override
    public EncodedBlockReader openEncoded(Selection selection) throws IOException {
        return new PublishedSegments(read(selection));
    }

    private SegmentReader read(Selection selection) throws IOException {
        requirePublished(null);
        try {
            return file.read(ranges(selection));
        } catch (IOException e) {
            requirePublished(e);
            throw e;
        }
    }

    private List<SegmentRange> ranges(Selection selection) throws IOException {
        if (selection instanceof Selection.Partitions partitions) {
            return file.partitions(partitions.from(), partitions.to());
        }
        Selection.KeyRange range = (Selection.KeyRange) selection;
        return List.of(file.keys(range.region(), range.low(), range.high()));
    }

    @Override
    public boolean inMemory() {
        return false;
    }

    @Override
    public long memoryBytes() {
        return withdrawn ? 0 : file.memoryBytes();
    }

    @Override
    public void close() {
        withdrawn = true;
        try {
            file.close();
        } catch (IOException undeletable) {
            // The output is gone for its readers; a file that cannot be deleted is found when its directory is swept.
        }
    }

    /** A withdrawn output explains whatever went wrong after it. */
    private void requirePublished(@Nullable IOException consequence) throws IOException {
        if (withdrawn) {
            throw new IOException(
                    "The output in " + file + " was withdrawn; its stage ended or its task runs again", consequence);
        }
    }

    private final class PublishedSegments implements EncodedBlockReader {
        private final SegmentReader reader;

        PublishedSegments(SegmentReader reader) {
            this.reader = reader;
        }

        @Override
        public byte @Nullable [] next() throws IOException {
            requirePublished(null);
            try {
                return reader.next();
            } catch (IOException e) {
                requirePublished(e);
                throw e;
            }
        }

        @Override
        public int nextBytes() throws IOException {
            requirePublished(null);
            try {
                return reader.nextBytes();
            } catch (IOException e) {
                requirePublished(e);
                throw e;
            }
        }

        @Override
        public @Nullable StoredBlock nextStored() throws IOException {
            requirePublished(null);
            try {
                return reader.nextStored();
            } catch (IOException e) {
                requirePublished(e);
                throw e;
            }
        }

        @Override
        public void close() {
            reader.close();
        }
    }

    private final class PublishedBlocks implements BlockReader {
        private final StoredBlocks reader;

        PublishedBlocks(StoredBlocks reader) {
            this.reader = reader;
        }

        @Override
        public @Nullable Block next() throws IOException {
            requirePublished(null);
            try {
                return reader.next();
            } catch (IOException e) {
                requirePublished(e);
                throw e;
            }
        }

        @Override
        public void close() {
            reader.close();
        }
    }
}
