package io.dataflow.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The {@code package-info.java} files of all modules below one folder, and what they lack. */
final class PackageInfos {
    /** A longer introduction hides what a reader needs first; it belongs to docs/architecture.md. */
    private static final int MAX_LINES = 10;

    private static final Pattern JAVADOC = Pattern.compile("(?s)/\\*\\*(.*?)\\*/");

    private final Path root;

    PackageInfos(Path root) {
        this.root = root;
    }

    List<Path> packages() throws IOException {
        List<Path> packages = new ArrayList<>();
        for (Path module : subfolders(root)) {
            Path sources = module.resolve("src/main/java");
            if (Files.isDirectory(sources)) {
                try (Stream<Path> folders = Files.walk(sources)) {
                    for (Path folder :
                            folders.filter(Files::isDirectory).sorted().toList()) {
                        if (hasSources(folder)) {
                            packages.add(folder);
                        }
                    }
                }
            }
        }
        return packages;
    }

    /** One sentence for each package that is not introduced as it should be. */
    List<String> problems() throws IOException {
        List<String> problems = new ArrayList<>();
        for (Path folder : packages()) {
            Path file = folder.resolve("package-info.java");
            String name = root.relativize(file).toString();
            if (!Files.exists(file)) {
                problems.add(name + " does not exist");
                continue;
            }
            String text = Files.readString(file);
            if (!text.contains("@NullMarked")) {
                problems.add(name + " is not @NullMarked");
            }
            long lines = javadocLines(text);
            if (lines == 0) {
                problems.add(name + " does not say what the package is for");
            } else if (lines > MAX_LINES) {
                problems.add(name + " has " + lines + " lines of Javadoc, more than " + MAX_LINES);
            }
        }
        return problems;
    }

    private static long javadocLines(String text) {
        Matcher javadoc = JAVADOC.matcher(text);
        if (!javadoc.find()) {
            return 0;
        }
        return javadoc.group(1).strip().lines().count();
    }

    private static boolean hasSources(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.anyMatch(file -> file.toString().endsWith(".java"));
        }
    }

    private static List<Path> subfolders(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(Files::isDirectory).sorted().toList();
        }
    }
}
