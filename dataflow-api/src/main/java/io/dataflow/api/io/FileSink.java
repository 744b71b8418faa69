package io.dataflow.api.io;

import io.dataflow.api.codec.ValueType;
import io.dataflow.api.failure.DataflowException;
import io.dataflow.api.failure.FailureKind;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Files in a folder: {@code part-*} files, one a task or several of about {@link #targetFileSize(long)}, and
 * {@code _SUCCESS}, all visible at once or nothing.
 *
 * <p>Tasks stage their files in a hidden folder beside the target and say their names and sizes; that list, of the winning
 * attempts, is the manifest of the commit. The commit gathers those files in a folder within, checks their sizes, adds
 * {@code _SUCCESS} with the job's id, and renames it to the target, which is atomic. A commit that was interrupted finds
 * each file either staged or gathered, and a finished one its own id.
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
    private static final String SUCCESS = "_SUCCESS";

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
     * a commit that was interrupted there is finished by the next try.
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
        if (!overwrite && !isEmptyOrMissing(target)) {
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
        Path staged = Files.createDirectories(staged(staging.job()));
        String attempt = "stage-" + staging.stage() + "-task-" + staging.task() + "-attempt-" + staging.attempt();
        return new FileSinkWriter<>(staged, attempt, this);
    }

    @Override
    public void commit(String job, List<byte[]> committables) throws IOException {
        Path target = Path.of(folder);
        if (!isCommitted(target, job)) {
            try {
                makeVisible(job, target, committables);
            } catch (IOException | DataflowException failure) {
                if (!isCommitted(target, job)) {
                    throw failure;
                }
                // Another committer of this job was faster.
            }
        }
        delete(staged(job));
    }

    private void makeVisible(String job, Path target, List<byte[]> committables) throws IOException {
        Path gathered = gather(job, committables);
        if (!isEmptyOrMissing(target)) {
            moveAside(job, target);
        }
        Files.move(gathered, target, StandardCopyOption.ATOMIC_MOVE);
    }

    private Path gather(String job, List<byte[]> committables) throws IOException {
        Path gathered = Files.createDirectories(staged(job).resolve("gathered"));
        int part = 0;
        for (byte[] committable : committables) {
            for (StagedFile.Staged file : StagedFile.Staged.decode(committable)) {
                gather(job, gathered.resolve(partName(part++)), file);
            }
        }
        Files.writeString(gathered.resolve(SUCCESS), job + "\n");
        return gathered;
    }

    /** Takes away what is to be overwritten, but not what another committer of the same job put there meanwhile. */
    private void moveAside(String job, Path target) throws IOException {
        if (!overwrite) {
            throw refused("was filled by somebody else while the job ran; what it wrote stays out");
        }
        Path aside = staged(job).resolve("replaced-" + UUID.randomUUID());
        Files.move(target, aside, StandardCopyOption.ATOMIC_MOVE);
        if (isCommitted(aside, job)) {
            Files.move(aside, target, StandardCopyOption.ATOMIC_MOVE);
        }
    }

    private void gather(String job, Path destination, StagedFile.Staged file) throws IOException {
        try {
            Files.move(staged(job).resolve(file.fileName()), destination, StandardCopyOption.ATOMIC_MOVE);
        } catch (NoSuchFileException gatheredBefore) {
            if (!Files.exists(destination)) {
                throw gatheredBefore;
            }
        }
        if (Files.size(destination) != file.sizeBytes()) {
            throw new IOException(destination + " has " + Files.size(destination) + " bytes but its writer wrote "
                    + file.sizeBytes() + "; the file was altered");
        }
    }

    @Override
    public void abort(String job) throws IOException {
        delete(staged(job));
    }

    private Path staged(String job) {
        Path target = Path.of(folder);
        return target.resolveSibling("." + target.getFileName() + "." + job + ".staged");
    }

    private DataflowException refused(String why) {
        return new DataflowException(FailureKind.INVALID_PLAN, "Output folder " + folder + " " + why);
    }

    private static boolean isCommitted(Path target, String job) throws IOException {
        try {
            return Files.readString(target.resolve(SUCCESS)).strip().equals(job);
        } catch (NoSuchFileException notThere) {
            return false;
        }
    }

    private static boolean isEmptyOrMissing(Path target) throws IOException {
        if (!Files.isDirectory(target)) {
            return !Files.exists(target);
        }
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(target)) {
            return !entries.iterator().hasNext();
        }
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> tree = Files.walk(folder)) {
            for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }

    private String partName(int part) {
        String digits = Integer.toString(part);
        return "part-" + "0".repeat(Math.max(0, 5 - digits.length())) + digits + format.extension()
                + (compression == null ? "" : compression.extension());
    }
}
