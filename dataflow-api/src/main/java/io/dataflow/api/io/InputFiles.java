package io.dataflow.api.io;

import io.dataflow.api.failure.DataflowException;
import io.dataflow.api.failure.FailureKind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Files behind paths, folders and globs. */
final class InputFiles {
    private static final String GLOB_CHARACTERS = "*?[{";
    private static final String LITERAL = "file:";

    private InputFiles() {}

    /** A file to read. */
    record Found(Path path, long sizeBytes, @Nullable Compression compression) {}

    /** The path as {@link #find} takes it, meant as it is written. */
    static String literal(Path path) {
        return LITERAL + path;
    }

    /**
     * All files, each once, sorted by path. Below folders and globs, names that begin with {@code .} or {@code _} are
     * skipped, as those of unfinished or descriptive files.
     */
    static Collection<Found> find(List<String> paths) throws IOException {
        TreeMap<Path, Found> found = new TreeMap<>();
        for (String path : paths) {
            for (Path file : expand(path)) {
                if (!Files.isReadable(file)) {
                    throw badInput(file + " cannot be read: permission denied; make it readable for this user");
                }
                found.put(file, new Found(file, Files.size(file), Compressions.find(file.toString())));
            }
        }
        return found.values();
    }

    private static List<Path> expand(String text) throws IOException {
        boolean literal = text.startsWith(LITERAL);
        String path = literal ? text.substring(LITERAL.length()) : text;
        Path asWritten = literal || !isGlob(path) || Files.exists(Path.of(path))
                ? Path.of(path).toAbsolutePath().normalize()
                : null;
        if (asWritten == null) {
            return matching(path);
        }
        if (Files.isDirectory(asWritten)) {
            return below(asWritten, file -> true);
        }
        if (!Files.exists(asWritten)) {
            throw badInput(asWritten + " does not exist; check the path");
        }
        return List.of(asWritten);
    }

    private static boolean isGlob(String path) {
        return path.chars().anyMatch(c -> GLOB_CHARACTERS.indexOf(c) >= 0);
    }

    private static List<Path> matching(String glob) throws IOException {
        int firstGlob = 0;
        while (GLOB_CHARACTERS.indexOf(glob.charAt(firstGlob)) < 0) {
            firstGlob++;
        }
        int slash = glob.lastIndexOf('/', firstGlob);
        Path base = Path.of(slash < 0 ? "." : slash == 0 ? "/" : glob.substring(0, slash))
                .toAbsolutePath()
                .normalize();
        String pattern = base.toString().replaceAll("([\\\\*?\\[\\]{}])", "\\\\$1") + "/" + glob.substring(slash + 1);
        PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + pattern.replace("//", "/"));
        if (!Files.isDirectory(base)) {
            throw badInput(glob + " matches nothing: the folder " + base + " does not exist; check the path");
        }
        List<Path> files = below(base, matcher);
        if (files.isEmpty()) {
            throw badInput(glob + " matches no file below " + base + "; check the pattern");
        }
        return files;
    }

    private static List<Path> below(Path folder, PathMatcher matcher) throws IOException {
        List<Path> files = new ArrayList<>();
        try (Stream<Path> tree = Files.walk(folder)) {
            tree.filter(path -> !isSkipped(folder, path) && matcher.matches(path) && Files.isRegularFile(path))
                    .sorted()
                    .forEach(files::add);
        } catch (UncheckedIOException unreadable) {
            throw badInput("The folder " + folder + " cannot be listed: " + unreadable.getCause());
        }
        return files;
    }

    private static boolean isSkipped(Path folder, Path path) {
        for (Path name : folder.relativize(path)) {
            if (name.toString().startsWith(".") || name.toString().startsWith("_")) {
                return true;
            }
        }
        return false;
    }

    private static DataflowException badInput(String message) {
        return new DataflowException(FailureKind.BAD_DATA, "Input " + message);
    }
}
