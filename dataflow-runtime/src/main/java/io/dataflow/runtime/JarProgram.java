package io.dataflow.runtime;

import io.dataflow.api.failure.DataflowException;
import io.dataflow.api.failure.FailureKind;
import io.dataflow.runtime.closure.JobClassLoader;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import org.jspecify.annotations.Nullable;

/**
 * A program in a jar, run in this process. Its classes are found as those of a job are on a worker: the program's own win over
 * those of this process, other than the JDK's, Dataflow's, and SLF4J unless it brings something to log to. So do those in an executable jar of Spring Boot, which is taken apart
 * in the temporary folder for it and runs without its launcher. Confined to one thread.
 *
 * <pre>{@code
 * try (JarProgram program = JarProgram.open(Path.of("words.jar"), List.of())) {
 *     program.run(program.mainClass(), "dataflow://localhost:7070", List.of("books"));
 * }
 * }</pre>
 */
public final class JarProgram implements AutoCloseable {
    private static final String CLUSTER_PROPERTY = "dataflow.cluster";

    private final Path jar;
    private final Optional<String> manifestMain;
    private final JobClassLoader loader;
    private final Optional<ExecutableJar> unpacked;

    private JarProgram(
            Path jar, Optional<String> manifestMain, JobClassLoader loader, Optional<ExecutableJar> unpacked) {
        this.jar = jar;
        this.manifestMain = manifestMain;
        this.loader = loader;
        this.unpacked = unpacked;
    }

    /**
     * Opens a jar, and others that it needs besides those that its manifest names as {@code Class-Path}. The caller closes it,
     * when nothing of the program runs any more.
     */
    public static JarProgram open(Path jar, List<Path> classPath) {
        List<Path> all = new ArrayList<>(List.of(jar));
        all.addAll(classPath);
        for (Path file : all) {
            if (!Files.exists(file)) {
                throw refused(file, "there is no such file");
            }
        }
        try (JarFile file = new JarFile(jar.toFile())) {
            Manifest manifest = file.getManifest();
            String main = manifest == null ? null : manifest.getMainAttributes().getValue(Attributes.Name.MAIN_CLASS);
            Optional<ExecutableJar> unpacked =
                    ExecutableJar.unpack(file, Path.of(System.getProperty("java.io.tmpdir")));
            unpacked.ifPresent(parts -> all.addAll(0, parts.classPath()));
            ClassLoader parent = JarProgram.class.getClassLoader();
            JobClassLoader loader = JobClassLoader.ofProgram(
                    String.valueOf(jar.getFileName()),
                    all,
                    parent == null ? ClassLoader.getSystemClassLoader() : parent);
            return new JarProgram(
                    jar, unpacked.map(ExecutableJar::mainClass).or(() -> Optional.ofNullable(main)), loader, unpacked);
        } catch (IOException failure) {
            throw refused(jar, "it is no jar: " + failure.getMessage());
        }
    }

    /** The class that the manifest names. */
    public String mainClass() {
        return manifestMain.orElseThrow(
                () -> refused(jar, "its manifest names no Main-Class; name the class to run after the jar"));
    }

    /** Whether the program has such a class. */
    public boolean has(String className) {
        return loader.findResource(className.replace('.', '/') + ".class") != null;
    }

    /**
     * Runs {@code main} of a class until it returns. {@link io.dataflow.api.Session#open} connects to {@code cluster} meanwhile. What
     * {@code main} throws is thrown on.
     */
    public void run(String mainClass, String cluster, List<String> arguments) throws Exception {
        Method main = main(mainClass);
        Thread current = Thread.currentThread();
        ClassLoader before = current.getContextClassLoader();
        String clusterBefore = System.setProperty(CLUSTER_PROPERTY, cluster);
        current.setContextClassLoader(loader);
        try {
            main.invoke(null, (Object) arguments.toArray(String[]::new));
        } catch (InvocationTargetException failure) {
            throw thrown(failure, main);
        } finally {
            current.setContextClassLoader(before);
            restore(clusterBefore);
        }
    }

    /** With the program's own frames only, as if nobody had called it. */
    private static Exception thrown(InvocationTargetException failure, Method main) {
        Throwable cause = failure.getCause();
        if (cause != null) {
            StackTraceElement[] frames = cause.getStackTrace();
            for (int i = frames.length - 1; i >= 0; i--) {
                if (frames[i].getClassName().equals(main.getDeclaringClass().getName())
                        && frames[i].getMethodName().equals(main.getName())) {
                    cause.setStackTrace(Arrays.copyOf(frames, i + 1));
                    break;
                }
            }
        }
        if (failure.getCause() instanceof Error error) {
            throw error;
        }
        return failure.getCause() instanceof Exception exception ? exception : failure;
    }

    private static void restore(@Nullable String cluster) {
        if (cluster == null) {
            System.clearProperty(CLUSTER_PROPERTY);
        } else {
            System.setProperty(CLUSTER_PROPERTY, cluster);
        }
    }

    private Method main(String mainClass) {
        try {
            Method main = Class.forName(mainClass, false, loader).getMethod("main", String[].class);
            if (Modifier.isStatic(main.getModifiers()) && main.getReturnType() == void.class) {
                // The method of a class that is not public is found, too.
                main.setAccessible(true);
                return main;
            }
        } catch (ClassNotFoundException missing) {
            throw refused(jar, "it has no class " + mainClass);
        } catch (NoSuchMethodException missing) {
            throw refused(jar, mainClass + " has no method public static void main(String[])");
        }
        throw refused(jar, mainClass + " has no method public static void main(String[])");
    }

    private static DataflowException refused(Path jar, String why) {
        return new DataflowException(FailureKind.BAD_DATA, jar + " cannot be run: " + why);
    }

    @Override
    public void close() throws IOException {
        loader.close();
        if (unpacked.isPresent()) {
            unpacked.get().close();
        }
    }
}
