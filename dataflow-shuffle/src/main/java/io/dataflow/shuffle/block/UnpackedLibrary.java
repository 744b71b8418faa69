package io.dataflow.shuffle.block;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * A native library that was unpacked into a temporary file when it was loaded. It is removed when the process ends in an orderly
 * way; where files can be removed while they are in use, this does so at once, so that a killed process leaves none.
 */
final class UnpackedLibrary {
    /** What this process has mapped, a line for each part: only Linux has it. */
    private static final Path MAPS = Path.of("/proc/self/maps");

    private UnpackedLibrary() {}

    /**
     * Removes the file if this process has it loaded; another process may be about to load its own.
     *
     * @param prefix of its name, unlike that of a library which is installed
     */
    static void remove(String prefix) {
        if (!Files.isReadable(MAPS)) {
            return;
        }
        String start = Path.of(System.getProperty("java.io.tmpdir"))
                .toAbsolutePath()
                .resolve(prefix)
                .toString();
        try (Stream<String> lines = Files.lines(MAPS)) {
            for (String line : lines.filter(each -> each.contains(start)).toList()) {
                Files.deleteIfExists(Path.of(line.substring(line.indexOf(start))));
            }
        } catch (IOException | UncheckedIOException stays) {
            // Until the process ends, as elsewhere.
        }
    }
}
