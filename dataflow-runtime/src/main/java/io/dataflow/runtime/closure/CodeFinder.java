package io.dataflow.runtime.closure;

import io.dataflow.api.failure.DataflowException;
import io.dataflow.api.failure.FailureKind;
import io.dataflow.api.function.Broadcast;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * Finds the code that a plan needs: the jars and class folders that hold the classes it names, and those that hold what
 * they mention in turn. They may be nested in an executable jar as Spring Boot lays it out. The JDK, Dataflow and the libraries it runs on are left out, for the workers have them.
 *
 * <p>Whole containers are sent, so resources and classes loaded by name travel too when they are beside a class that is
 * mentioned; a class that is only known by a string and lives in a jar of its own is not found.
 *
 * <p>Safe for use by many threads.
 */
public final class CodeFinder {
    private final Path temporaryDirectory;
    private final ArtifactLimits limits;

    /** Class folders are packed in {@code temporaryDirectory}, which exists. */
    public CodeFinder(Path temporaryDirectory) {
        this(temporaryDirectory, ArtifactLimits.DEFAULT);
    }

    public CodeFinder(Path temporaryDirectory, ArtifactLimits limits) {
        this.temporaryDirectory = temporaryDirectory;
        this.limits = limits;
    }

    /** The code behind {@code roots}, usually {@link PlanSerializer#classes()}. The caller closes each artifact. */
    public List<Artifact> codeFor(Collection<Class<?>> roots) {
        return codeFor(roots, List.of());
    }

    /** As {@link #codeFor(Collection)}, and an artifact for each broadcast value, the same for the same value. */
    public List<Artifact> codeFor(Collection<Class<?>> roots, Collection<Broadcast<?>> broadcasts) {
        try (CodeSearch search = new CodeSearch(temporaryDirectory, limits, engineLoader())) {
            roots.forEach(search::addRoot);
            search.run();
            return pack(search, broadcasts);
        } catch (IOException | UncheckedIOException e) {
            throw new DataflowException(
                    FailureKind.RESOURCES,
                    "The code of the plan cannot be packed in " + temporaryDirectory + ": " + e,
                    e);
        }
    }

    private static ClassLoader engineLoader() {
        ClassLoader loader = CodeFinder.class.getClassLoader();
        return loader == null ? ClassLoader.getSystemClassLoader() : loader;
    }

    private List<Artifact> pack(CodeSearch search, Collection<Broadcast<?>> broadcasts) throws IOException {
        JarPacker packer = new JarPacker(temporaryDirectory, limits.artifactBytes());
        List<Artifact> artifacts = new ArrayList<>();
        try {
            for (Path container : search.containers()) {
                artifacts.add(pack(container, packer, search));
                checkTotal(artifacts);
            }
            if (!search.looseClasses().isEmpty()) {
                artifacts.add(packer.packClasses(search.looseClasses()));
                checkTotal(artifacts);
            }
            for (Broadcast<?> broadcast : broadcasts) {
                artifacts.add(packer.packClasses(new TreeMap<>(
                        Map.of(BroadcastSource.FOLDER + broadcast.id(), Objects.requireNonNull(broadcast.bytes())))));
            }
            return List.copyOf(artifacts);
        } catch (IOException | RuntimeException e) {
            closeAll(artifacts, e);
            throw e;
        }
    }

    private Artifact pack(Path container, JarPacker packer, CodeSearch search) throws IOException {
        if (Files.isDirectory(container)) {
            return packer.packFolder(container);
        }
        Artifact extracted = search.takeExtracted(container);
        return extracted == null ? jar(container) : extracted;
    }

    private Artifact jar(Path file) throws IOException {
        if (Files.size(file) > limits.artifactBytes()) {
            throw JarPacker.tooLarge("jar " + file, limits.artifactBytes());
        }
        return Artifact.ofJar(file);
    }

    private void checkTotal(List<Artifact> artifacts) {
        long totalBytes = artifacts.stream()
                .mapToLong(artifact -> artifact.id().sizeBytes())
                .sum();
        if (totalBytes > limits.totalBytes()) {
            throw new DataflowException(
                    FailureKind.INVALID_PLAN,
                    "The code of the plan is larger than " + limits.totalBytes() + " bytes; the last piece is "
                            + artifacts.get(artifacts.size() - 1)
                            + "; put its libraries on the class path of the workers");
        }
    }

    private static void closeAll(List<Artifact> artifacts, Exception failure) {
        for (Artifact artifact : artifacts) {
            try {
                artifact.close();
            } catch (IOException e) {
                failure.addSuppressed(e);
            }
        }
    }
}
