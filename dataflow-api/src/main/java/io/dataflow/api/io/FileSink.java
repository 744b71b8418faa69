package io.dataflow.api.io;

import io.dataflow.api.codec.ValueType;
import io.dataflow.api.failure.DataflowException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Files in a folder: {@code part-*} files, one a task or several of about {@link #targetFileSize(long)}, and
 * {@code _SUCCESS}, all visible at once or nothing.
 *
 * <p>Tasks stage their files in a hidden folder beside the target and say their names and sizes; that list, of the winning
 * attempts, is the manifest of the commit, which the first committer writes and all others follow. The commit gathers those
 * files in a folder within, checks their sizes, and renames it, with {@code _SUCCESS} and the job's id in it, to the target,
 * which is atomic. A commit that was interrupted finds each file either staged or gathered, and a finished one its own id.
 * Committers that were given up and go on, and an abort, may be at work at the same time: all of one manifest is visible in
 * the end, or nothing is.
 *
 * <p>Immutable; {@code TextFiles.into(folder)} and its like make one.
 *
 * <pre>{@code
 * purchases.write(TextFiles.into(folder.resolve("purchases"))
 *         .compressed(".gz")
 *         .targetFileSize(128L << 20)
 *         .overwrite());
 * }</pre>
 *
 * @param <T> the records
 */
public final class FileSink<T> implements Sink<T> {
    private static final long serialVersionUID = 1L;

    private final String folder;
    private final FileFormat<T> format;
    private final @Nullable Compression compression;
    private final long targetFileSize;
    private final boolean overwrite;

    private FileSink(
            String folder,
            FileFormat<T> format,
            @Nullable Compression compression,
            long targetFileSize,
            boolean overwrite) {
        this.folder = folder;
        this.format = format;
        this.compression = compression;
        this.targetFileSize = targetFileSize;
        this.overwrite = overwrite;
    }

    /** Files of this format in {@code folder}, which must be new or empty. */
    public static <T> FileSink<T> of(Path folder, FileFormat<T> format) {
        return new FileSink<>(folder.toAbsolutePath().normalize().toString(), format, null, Long.MAX_VALUE, false);
    }

    /**
     * Packs the files, and appends the extension to their names: {@code compressed(".gz")}. Fails when nothing on the
     * class path handles the extension.
     */
    public FileSink<T> compressed(String extension) {
        Compression found = Compression.of("x" + extension)
                .orElseThrow(() -> new IllegalArgumentException(
                        "No compression has the extension " + extension + "; gzip has .gz"));
        return new FileSink<>(folder, format, found, targetFileSize, overwrite);
    }

    /**
     * A file that has reached {@code bytes}, as stored, takes no further record, and the task begins another. Larger by
     * a record and what a compression holds back; without it each task writes one file.
     */
    public FileSink<T> targetFileSize(long bytes) {
        if (bytes < 1) {
            throw new IllegalArgumentException("targetFileSize must be at least 1, got " + bytes);
        }
        return new FileSink<>(folder, format, compression, bytes, overwrite);
    }

    /**
     * Replaces what the folder holds when the job is done. Between the two renames that this takes there is no folder;
     * a commit that was interrupted there is finished by the next try, and undone by an abort. What was replaced is deleted
     * when all that replaces it is there. Where somebody else fills the folder between the two renames, and the job is aborted
     * then, what was to be replaced stays in a hidden folder beside it whose name ends with {@code .replaced-} and an id.
     */
    public FileSink<T> overwrite() {
        return new FileSink<>(folder, format, compression, targetFileSize, true);
    }

    FileFormat<T> format() {
        return format;
    }

    @Nullable
    Compression compression() {
        return compression;
    }

    long targetFileSize() {
        return targetFileSize;
    }

    @Override
    public FileSink<T> forType(ValueType type) {
        return new FileSink<>(folder, format.forType(type), compression, targetFileSize, overwrite);
    }

    @Override
    public String describe() {
        return format.name() + " into " + folder;
    }

    @Override
    public void check() throws IOException {
        Path target = Path.of(folder);
        if (Files.exists(target) && !Files.isDirectory(target)) {
            throw refused("is a file; name a folder that is new or empty");
        }
        if (!overwrite && !StagedFolder.isEmptyOrMissing(target)) {
            throw refused("is not empty; remove it, name another folder, or state overwrite()");
        }
        Path existing = target;
        while (existing != null && !Files.exists(existing)) {
            existing = existing.getParent();
        }
        if (existing == null || !Files.isDirectory(existing) || !Files.isWritable(existing)) {
            throw refused("cannot be made: " + existing + " cannot be written; name another folder");
        }
    }

    @Override
    public SinkWriter<T> open(Staging staging) throws IOException {
        Path staged = Files.createDirectories(staged(staging.job()).path());
        String attempt = "stage-" + staging.stage() + "-task-" + staging.task() + "-attempt-" + staging.attempt();
        return new FileSinkWriter<>(staged, attempt, this);
    }

    @Override
    public void commit(String job, List<byte[]> committables) throws IOException {
        staged(job).commit(committables, overwrite);
    }

    @Override
    public void abort(String job) throws IOException {
        staged(job).discard();
    }

    private StagedFolder staged(String job) {
        return new StagedFolder(Path.of(folder), job, this::partName, new Renames());
    }

    private DataflowException refused(String why) {
        return StagedFolder.refused(Path.of(folder), why);
    }

    private String partName(int part) {
        String digits = Integer.toString(part);
        return "part-" + "0".repeat(Math.max(0, 5 - digits.length())) + digits + format.extension()
                + (compression == null ? "" : compression.extension());
    }
}
