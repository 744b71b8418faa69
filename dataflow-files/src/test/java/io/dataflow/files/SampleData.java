package io.dataflow.files;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/** The folder of real data; tests that ask for it are skipped where there is none. */
final class SampleData {
    private SampleData() {}

    static Path path(String name) {
        Path data = Path.of(System.getProperty("dataflow.data", "../../shared/data"));
        assumeTrue(Files.isDirectory(data), () -> "no sample data in " + data);
        return data.resolve(name);
    }

    /** The files of a suite, by name. */
    static Map<String, byte[]> unzipped(String name) throws IOException {
        Map<String, byte[]> files = new TreeMap<>();
        try (InputStream file = Files.newInputStream(path(name));
                ZipInputStream zip = new ZipInputStream(file)) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                if (!entry.isDirectory()) {
                    files.put(entry.getName(), zip.readAllBytes());
                }
            }
        }
        return files;
    }
}
