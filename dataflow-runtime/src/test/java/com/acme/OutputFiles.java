package com.acme;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What a sink wrote. */
public final class OutputFiles {
    private OutputFiles() {}

    /** The names in a folder, sorted. */
    public static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    /** The lines of all parts in the order of their numbers, byte for byte. */
    public static List<String> lines(Path folder) throws IOException {
        List<String> lines = new ArrayList<>();
        for (String name : names(folder)) {
            if (name.startsWith("part-")) {
                String text = Files.readString(folder.resolve(name), StandardCharsets.ISO_8859_1);
                List<String> part = List.of(text.split("\n", -1));
                lines.addAll(part.subList(0, part.size() - 1));
            }
        }
        return lines;
    }
}
