package io.dataflow.api.io;

import io.dataflow.api.codec.ValueType;
import io.dataflow.api.failure.DataflowException;
import io.dataflow.api.failure.FailureKind;
import io.dataflow.api.text.Text;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The lines of text files, byte for byte: {@code \n} or {@code \r\n} ends a line and does not belong to it, a last line
 * need not be ended, and everything else, a byte order mark or invalid UTF-8 included, is passed on as it is. A large file
 * is split at line ends; a packed file, known by its {@link Compression#extension extension}, is unpacked, as one split.
 *
 * <p>Immutable. {@code session.read(TextFiles.of("books/*.txt"))} gives {@link Text}; {@link #strings()} gives strings.
 *
 * <pre>{@code
 * session.read(TextFiles.of("logs/*.gz"))
 *         .filter(line -> line.contains(Text.of("ERROR")))
 *         .write(TextFiles.into(folder.resolve("errors")));
 * }</pre>
 */
public final class TextFiles implements Source<Text> {
    private static final long serialVersionUID = 1L;

    /** Large enough that starting a task does not matter, small enough that a hundred megabytes feed a few workers. */
    public static final long DEFAULT_SPLIT_BYTES = 16L << 20;

    /** A plan carries every split, so their number has a bound. */
    private static final long MAX_SPLITS = 1_000_000;

    private final List<String> paths;
    private final long splitBytes;

    private TextFiles(List<String> paths, long splitBytes) {
        this.paths = List.copyOf(paths);
        this.splitBytes = splitBytes;
    }

    /** Files, folders with all files below them, or globs such as {@code logs/**}{@code /*.gz}. */
    public static TextFiles of(String... paths) {
        if (paths.length == 0) {
            throw new IllegalArgumentException("at least one path is needed");
        }
        return new TextFiles(List.of(paths), DEFAULT_SPLIT_BYTES);
    }

    /** One file, or a folder with all files below it; never a glob. */
    public static TextFiles of(Path path) {
        return new TextFiles(List.of(InputFiles.literal(path)), DEFAULT_SPLIT_BYTES);
    }

    /** A folder of {@code part-*} files, one a task, and {@code _SUCCESS}: all visible at once, or nothing. */
    public static <T> FileSink<T> into(Path folder) {
        return FileSink.of(folder, new TextFormat<>(true));
    }

    /** Into about how many bytes a large file is split. Lines are never divided, whatever the size. */
    public TextFiles splitBytes(long bytes) {
        if (bytes < 1) {
            throw new IllegalArgumentException("splitBytes must be at least 1, got " + bytes);
        }
        return new TextFiles(paths, bytes);
    }

    /**
     * The same lines as strings, without a byte order mark; invalid UTF-8 becomes U+FFFD.
     *
     * <pre>{@code
     * session.read(TextFiles.of("books/*.txt").splitBytes(64L << 20).strings()).map(String::length);
     * }</pre>
     */
    public Source<String> strings() {
        return new TextStrings(this);
    }

    @Override
    public String describe() {
        return "text " + String.join(", ", paths);
    }

    @Override
    public ValueType type() {
        return ValueType.of(Text.class);
    }

    @Override
    public List<FileSplit> splits() throws IOException {
        List<FileSplit> splits = new ArrayList<>();
        for (InputFiles.Found file : InputFiles.find(paths)) {
            long step = file.compression() != null ? Math.max(1, file.sizeBytes()) : splitBytes;
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
        return LineReader.open((FileSplit) split);
    }
}
