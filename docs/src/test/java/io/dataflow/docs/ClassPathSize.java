package io.dataflow.docs;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The jars and class folders that come with one artifact. */
record ClassPathSize(List<Path> entries) {
    /** Reads a class path as Maven writes it: one line, entries separated as on this system. */
    static ClassPathSize read(Path file) throws IOException {
        return new ClassPathSize(Stream.of(Files.readString(file).strip().split(File.pathSeparator, -1))
                .map(Path::of)
                .toList());
    }

    long sizeBytes() throws IOException {
        long size = 0;
        for (Path entry : entries) {
            try (Stream<Path> files = Files.walk(entry)) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    size += Files.size(file);
                }
            }
        }
        return size;
    }
}
