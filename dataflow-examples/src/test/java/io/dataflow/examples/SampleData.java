package io.dataflow.examples;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;

/** The folder of real data; tests that ask for it are skipped where there is none. */
public final class SampleData {
    private SampleData() {}

    public static Path path(String name) {
        Path data = Path.of(System.getProperty("dataflow.data", "../../shared/data"));
        assumeTrue(Files.isDirectory(data), () -> "no sample data in " + data);
        return data.resolve(name);
    }

    /** Writes what a file ending in {@code .gz} holds into a folder, and returns the path there: a packed file has one split. */
    public static Path unpacked(String name, Path folder) throws IOException {
        Path packed = path(name);
        Path file = folder.resolve(packed.getFileName().toString().replace(".gz", ""));
        try (InputStream content = new GZIPInputStream(Files.newInputStream(packed))) {
            Files.copy(content, file);
        }
        return file;
    }
}
