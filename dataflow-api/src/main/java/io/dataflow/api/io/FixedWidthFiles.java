package io.dataflow.api.io;

import io.dataflow.api.codec.ValueType;
import io.dataflow.api.failure.DataflowException;
import io.dataflow.api.failure.FailureKind;
import io.dataflow.api.function.Emitter;
import io.dataflow.api.text.Text;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The records of binary files in which all have the same length and nothing stands between them, each as a slice of bytes.
 * A large file is split between records; a {@code .gz} file is unpacked, as one split. A file that does not end with a
 * whole record is refused.
 *
 * <p>Immutable. {@link #blocks()} gives many records at a time, with the place where they stand.
 *
 * <pre>{@code
 * session.read(FixedWidthFiles.of(100, "records.bin"))
 *         .sortBy(record -> record.slice(0, 10))
 *         .write(FixedWidthFiles.into(folder.resolve("sorted")));
 * }</pre>
 */
public final class FixedWidthFiles implements Source<Text> {
    private static final long serialVersionUID = 1L;

    /** A plan carries every split, so their number has a bound. */
    private static final long MAX_SPLITS = 1_000_000;

    private final int recordBytes;
    private final List<String> paths;
    private final long splitBytes;

    private FixedWidthFiles(int recordBytes, List<String> paths, long splitBytes) {
        if (recordBytes < 1 || recordBytes > FixedWidthReader.MAX_RECORD_BYTES) {
            throw new IllegalArgumentException(
                    "recordBytes must be from 1 to " + FixedWidthReader.MAX_RECORD_BYTES + ", got " + recordBytes);
        }
        this.recordBytes = recordBytes;
        this.paths = List.copyOf(paths);
        this.splitBytes = splitBytes;
    }

    /** Files, folders with all files below them, or globs, as {@link TextFiles#of(String...)} takes them. */
    public static FixedWidthFiles of(int recordBytes, String... paths) {
        if (paths.length == 0) {
            throw new IllegalArgumentException("at least one path is needed");
        }
        return new FixedWidthFiles(recordBytes, List.of(paths), TextFiles.DEFAULT_SPLIT_BYTES);
    }

    /** One file, or a folder with all files below it; never a glob. */
    public static FixedWidthFiles of(int recordBytes, Path path) {
        return new FixedWidthFiles(recordBytes, List.of(InputFiles.literal(path)), TextFiles.DEFAULT_SPLIT_BYTES);
    }

    /**
     * As {@link TextFiles#into}, with the bytes of each record and nothing between them. That all have the same length is
     * up to the program.
     */
    public static FileSink<Text> into(Path folder) {
        return FileSink.of(folder, new TextFormat<>(false));
    }

    /** Into about how many bytes a large file is split; at least a record. */
    public FixedWidthFiles splitBytes(long bytes) {
        if (bytes < 1) {
            throw new IllegalArgumentException("splitBytes must be at least 1, got " + bytes);
        }
        return new FixedWidthFiles(recordBytes, paths, bytes);
    }

    /**
     * The same records, about a quarter of a megabyte of them at a time.
     *
     * <pre>{@code
     * session.read(FixedWidthFiles.of(100, "records.bin").blocks()).aggregate(sumLong(block -> (long) block.count()));
     * }</pre>
     */
    public Source<Block> blocks() {
        return new Blocks(this);
    }

    /**
     * Records that stand one behind the other in a file.
     *
     * @param path of the file
     * @param start where the first record begins in the unpacked file, in bytes
     * @param bytes of all records
     */
    public record Block(String path, long start, int recordBytes, Text bytes) {
        /** How many records there are. */
        public int count() {
            return bytes.length() / recordBytes;
        }

        /** One of them, by its index from 0 on. */
        public Text record(int index) {
            return bytes.slice(index * recordBytes, (index + 1) * recordBytes);
        }
    }

    @Override
    public String describe() {
        return "records of " + recordBytes + " bytes in " + String.join(", ", paths);
    }

    @Override
    public ValueType type() {
        return ValueType.of(Text.class);
    }

    @Override
    public List<FileSplit> splits() throws IOException {
        List<FileSplit> splits = new ArrayList<>();
        for (InputFiles.Found file : InputFiles.find(paths)) {
            if (file.compression() == null && file.sizeBytes() % recordBytes != 0) {
                throw FixedWidthReader.cutOff(file.path().toString(), file.sizeBytes(), recordBytes);
            }
            long step = file.compression() != null
                    ? Math.max(1, file.sizeBytes())
                    : Math.max(1, splitBytes / recordBytes) * recordBytes;
            if (splits.size() + file.sizeBytes() / step >= MAX_SPLITS) {
                throw new DataflowException(
                        FailureKind.INVALID_PLAN,
                        "Splits of " + splitBytes + " bytes make more than " + MAX_SPLITS + " of them, of "
                                + file.path() + " alone or with what came before; use larger splits");
            }
            for (long start = 0; start < file.sizeBytes(); start += step) {
                long end = Math.min(file.sizeBytes(), start + step);
                splits.add(new FileSplit(file.path().toString(), start, end, file.sizeBytes(), file.compression()));
            }
        }
        return splits;
    }

    @Override
    public SourceReader<Text> open(Split split) throws IOException {
        SourceReader<Block> blocks = blocks().open(split);
        return new SourceReader<>() {
            @Override
            public Poll poll(Emitter<? super Text> output) throws Exception {
                return blocks.poll(block -> emitAll(block, output));
            }

            @Override
            public long readBytes() {
                return blocks.readBytes();
            }

            @Override
            public void close() throws IOException {
                blocks.close();
            }
        };
    }

    private static void emitAll(Block block, Emitter<? super Text> output) throws Exception {
        for (int i = 0; i < block.count(); i++) {
            output.emit(block.record(i));
        }
    }

    /** The records in the blocks in which they are read. */
    private record Blocks(FixedWidthFiles files) implements Source<Block> {
        private static final long serialVersionUID = 1L;

        @Override
        public String describe() {
            return files.describe();
        }

        @Override
        public ValueType type() {
            return ValueType.of(Block.class);
        }

        @Override
        public List<FileSplit> splits() throws IOException {
            return files.splits();
        }

        @Override
        public SourceReader<Block> open(Split split) throws IOException {
            return FixedWidthReader.open((FileSplit) split, files.recordBytes);
        }
    }
}
