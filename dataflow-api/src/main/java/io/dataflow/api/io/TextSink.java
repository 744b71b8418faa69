package io.dataflow.api.io;

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
import java.util.stream.Stream;

/**
 * Records into a folder of files, as lines or one behind the other. Tasks stage their files in a hidden folder beside the target; the commit gathers those of the
 * winning attempts in a folder within, adds {@code _SUCCESS} with the job's id, and renames it to the target, which is
 * atomic. A commit that was interrupted finds each file either staged or gathered, and a finished one its own id.
 */
final class TextSink<T> implements Sink<T> {
    private static final long serialVersionUID = 1L;
    private static final String SUCCESS = "_SUCCESS";

    private final String folder;
    private final boolean lines;

    /** @param lines whether each record is followed by a line end */
    TextSink(String folder, boolean lines) {
        this.folder = folder;
        this.lines = lines;
    }

    @Override
    public String describe() {
        return (lines ? "text into " : "bytes into ") + folder;
    }

    @Override
    public void check() throws IOException {
        Path target = Path.of(folder);
        if (Files.exists(target) && !Files.isDirectory(target)) {
            throw refused("is a file; name a folder that is new or empty");
        }
        if (!isEmptyOrMissing(target)) {
            throw refused("is not empty; remove it, or name another folder");
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
        String name = "stage-" + staging.stage() + "-task-" + staging.task() + "-attempt-" + staging.attempt();
        return new TextSinkWriter<>(staged.resolve(name), lines);
    }

    @Override
    public void commit(String job, List<byte[]> committables) throws IOException {
        Path target = Path.of(folder);
        if (!isCommitted(target, job)) {
            Path gathered = Files.createDirectories(staged(job).resolve("gathered"));
            for (int part = 0; part < committables.size(); part++) {
                gather(job, gathered.resolve(partName(part)), TextSinkWriter.Staged.decode(committables.get(part)));
            }
            Files.writeString(gathered.resolve(SUCCESS), job + "\n");
            if (!isEmptyOrMissing(target)) {
                throw refused("was filled by somebody else while the job ran; what it wrote stays out");
            }
            Files.move(gathered, target, StandardCopyOption.ATOMIC_MOVE);
        }
        delete(staged(job));
    }

    private void gather(String job, Path destination, TextSinkWriter.Staged file) throws IOException {
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

    private static String partName(int part) {
        String digits = Integer.toString(part);
        return "part-" + "0".repeat(Math.max(0, 5 - digits.length())) + digits;
    }
}
