package io.dataflow.runtime;

import java.io.Closeable;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import java.util.Optional;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import org.jspecify.annotations.Nullable;

/**
 * An executable jar as Spring Boot makes them, taken apart: its classes in a folder, and beside it the jars that are in it. Its own
 * launcher would have its libraries found behind those of this process, of which some must not be mixed with others of their
 * kind. What was taken out is removed when it is closed, or when the process ends.
 */
final class ExecutableJar implements Closeable {
    private static final String START_CLASS = "Start-Class";
    private static final String CLASSES = "Spring-Boot-Classes";
    private static final String LIBRARIES = "Spring-Boot-Lib";

    private final String mainClass;
    private final Path folder;
    private final List<Path> classPath = new ArrayList<>();

    private ExecutableJar(String mainClass, Path folder) {
        this.mainClass = mainClass;
        this.folder = folder;
    }

    /**
     * Empty for a jar that is not laid out like that. The caller closes it.
     *
     * @param temporary where it gets a folder of its own
     */
    static Optional<ExecutableJar> unpack(JarFile jar, Path temporary) throws IOException {
        Manifest manifest = jar.getManifest();
        Attributes attributes = manifest == null ? new Attributes() : manifest.getMainAttributes();
        String main = attributes.getValue(START_CLASS);
        String classes = attributes.getValue(CLASSES);
        String libraries = attributes.getValue(LIBRARIES);
        if (main == null || classes == null || libraries == null) {
            return Optional.empty();
        }
        ExecutableJar unpacked = new ExecutableJar(main, Files.createTempDirectory(temporary, "dataflow-program-"));
        try {
            unpacked.takeOut(jar, classes, libraries);
            return Optional.of(unpacked);
        } catch (IOException | RuntimeException failure) {
            unpacked.close();
            throw failure;
        }
    }

    private void takeOut(JarFile jar, String classes, String libraries) throws IOException {
        removeAtEnd(folder);
        Path own = Files.createDirectory(folder.resolve("classes"));
        removeAtEnd(own);
        classPath.add(own);
        for (Enumeration<JarEntry> entries = jar.entries(); entries.hasMoreElements(); ) {
            JarEntry entry = entries.nextElement();
            String name = entry.getName();
            if (entry.isDirectory()) {
                continue;
            }
            if (name.startsWith(classes)) {
                copy(jar, entry, inside(own, name.substring(classes.length()), jar));
            } else if (name.startsWith(libraries) && name.endsWith(".jar")) {
                Path library = inside(folder, name.substring(libraries.length()), jar);
                copy(jar, entry, library);
                classPath.add(library);
            }
        }
    }

    private static Path inside(Path folder, String name, JarFile jar) throws IOException {
        Path path = folder.resolve(name).normalize();
        if (!path.startsWith(folder)) {
            throw new IOException("the entry " + name + " of " + jar.getName() + " leads out of it");
        }
        return path;
    }

    private static void copy(JarFile jar, JarEntry entry, Path target) throws IOException {
        Path parent = target.getParent();
        if (parent != null) {
            makeFolder(parent);
        }
        try (InputStream bytes = jar.getInputStream(entry)) {
            Files.copy(bytes, target);
        }
        removeAtEnd(target);
    }

    private static void makeFolder(Path made) throws IOException {
        Path parent = made.getParent();
        if (parent == null || Files.isDirectory(made)) {
            return;
        }
        makeFolder(parent);
        Files.createDirectory(made);
        removeAtEnd(made);
    }

    /** Files are removed in the other order, behind all else that a process does at its end: some classes are loaded then only. */
    private static void removeAtEnd(Path path) {
        File file = path.toFile();
        file.deleteOnExit();
    }

    /** The class that its launcher would run. */
    String mainClass() {
        return mainClass;
    }

    List<Path> classPath() {
        return List.copyOf(classPath);
    }

    @Override
    public void close() throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure)
                    throws IOException {
                Files.delete(directory);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
