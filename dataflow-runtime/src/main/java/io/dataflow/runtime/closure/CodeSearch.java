package io.dataflow.runtime.closure;

import io.dataflow.api.failure.DataflowException;
import io.dataflow.api.failure.FailureKind;
import java.io.Closeable;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/**
 * One walk over everything that some classes mention, directly or through others. It collects the jars and class
 * folders that were come across, and the bytes of classes that are in neither.
 *
 * <p>Confined to the thread that asks. Closing it closes the jars it read.
 */
final class CodeSearch implements Closeable {
    /** The largest class file that is read: a constant pool and methods at their format's limits stay below it. */
    private static final int MAX_CLASS_BYTES = 16 << 20;

    /** Where a jar keeps variants of a class for newer JDKs. */
    private static final Pattern VERSION_PREFIX = Pattern.compile("META-INF/versions/\\d+/");

    /** A class as seen by a loader. */
    private record Reference(ClassLoader loader, String name) {
        String path() {
            return name.replace('.', '/') + ".class";
        }
    }

    private final ArtifactLimits limits;
    private final ClassLoader engineLoader;
    private final Deque<Reference> pending = new ArrayDeque<>();
    private final Set<Reference> roots = new HashSet<>();
    private final Set<Reference> visited = new HashSet<>();
    private final Map<Path, JarFile> openJars = new HashMap<>();
    private final Set<Path> containers = new LinkedHashSet<>();
    private final SortedMap<String, byte[]> looseClasses = new TreeMap<>();
    private long looseBytes;

    CodeSearch(ArtifactLimits limits, ClassLoader engineLoader) {
        this.limits = limits;
        this.engineLoader = engineLoader;
    }

    void addRoot(Class<?> root) {
        Class<?> type = root;
        while (type.isArray()) {
            type = type.getComponentType();
        }
        ClassLoader loader = type.getClassLoader();
        if (loader == null || SharedCode.isJdkLoader(loader)) {
            return;
        }
        if (type.isHidden()) {
            throw new DataflowException(
                    FailureKind.INVALID_PLAN,
                    "Class " + type.getName() + " was generated at run time and cannot be sent to a worker; "
                            + "use a class of the program, or an ordinary lambda, instead");
        }
        Reference reference = new Reference(loader, type.getName());
        roots.add(reference);
        add(reference);
    }

    private void add(Reference reference) {
        boolean known = reference.name().startsWith("java.") || SharedCode.isShared(reference.name());
        if (known || !visited.add(reference)) {
            return;
        }
        if (visited.size() > limits.classCount()) {
            throw new DataflowException(
                    FailureKind.INVALID_PLAN,
                    "The plan reaches more than " + limits.classCount() + " classes, the last of them "
                            + reference.name() + "; put its libraries on the class path of the workers");
        }
        pending.add(reference);
    }

    void run() {
        for (Reference next = pending.poll(); next != null; next = pending.poll()) {
            byte[] classFile = locate(next);
            if (classFile != null) {
                ClassLoader loader = next.loader();
                references(next, classFile).forEach(name -> add(new Reference(loader, name)));
            }
        }
    }

    /** Jar files and class folders, in the order in which they were reached. */
    Set<Path> containers() {
        return Collections.unmodifiableSet(containers);
    }

    /** Class files by their path, for classes that are in no container. */
    SortedMap<String, byte[]> looseClasses() {
        return Collections.unmodifiableSortedMap(looseClasses);
    }

    private static Set<String> references(Reference reference, byte[] classFile) {
        try {
            return ClassReferences.in(classFile);
        } catch (IOException e) {
            throw unreadable(reference.name(), e);
        }
    }

    /** The bytes of a class that must be sent, or null when it need not be, or does not exist. */
    private byte @Nullable [] locate(Reference reference) {
        URL url = reference.loader().getResource(reference.path());
        try {
            if (url == null) {
                return readLoose(reference);
            }
            if (isOnWorkers(reference, url)) {
                return null;
            }
            Path folder = folderOf(url, reference.path());
            if (folder != null) {
                containers.add(folder);
                return readBounded(reference.name(), Files.newInputStream(folder.resolve(reference.path())));
            }
            Path jar = jarOf(url, reference.path());
            return jar == null ? readLoose(reference) : readFromJar(jar, reference);
        } catch (IOException e) {
            throw unreadable(reference.name() + " at " + (url == null ? "an unknown location" : url), e);
        }
    }

    private boolean isOnWorkers(Reference reference, URL url) {
        if (url.getProtocol().equals("jrt")) {
            return true;
        }
        URL ofEngine = SharedCode.isEngineLibrary(reference.name()) ? engineLoader.getResource(reference.path()) : null;
        return ofEngine != null && ofEngine.toExternalForm().equals(url.toExternalForm());
    }

    private static @Nullable Path folderOf(URL url, String classPath) {
        if (!url.getProtocol().equals("file")) {
            return null;
        }
        Path file = pathOf(url.toExternalForm());
        Path relative = Path.of(classPath.replace('/', File.separatorChar));
        if (file == null || !file.endsWith(relative)) {
            return null;
        }
        Path folder = file;
        for (int i = 0; i < relative.getNameCount() && folder != null; i++) {
            folder = folder.getParent();
        }
        return folder;
    }

    /** The jar file that the URL points into; null when it is nested in another, or laid out in some other way. */
    private static @Nullable Path jarOf(URL url, String classPath) {
        String location = url.toExternalForm();
        int separator = location.indexOf("!/");
        if (!location.startsWith("jar:file:") || separator < 0) {
            return null;
        }
        String entry = location.substring(separator + 2);
        Matcher version = VERSION_PREFIX.matcher(entry);
        String unversioned = version.lookingAt() ? entry.substring(version.end()) : entry;
        boolean plain = unversioned.length() == classPath.length() || unversioned.contains("%");
        return plain && !entry.contains("!/") ? pathOf(location.substring("jar:".length(), separator)) : null;
    }

    private static @Nullable Path pathOf(String fileUrl) {
        try {
            return Path.of(new URI(fileUrl)).toAbsolutePath().normalize();
        } catch (URISyntaxException | IllegalArgumentException e) {
            return null;
        }
    }

    private byte @Nullable [] readFromJar(Path path, Reference reference) throws IOException {
        JarFile jar = openJars.get(path);
        if (jar == null) {
            jar = new JarFile(path.toFile(), false, ZipFile.OPEN_READ, Runtime.version());
            openJars.put(path, jar);
        }
        JarEntry entry = jar.getJarEntry(reference.path());
        if (entry == null) {
            return readLoose(reference);
        }
        containers.add(path);
        return readBounded(reference.name(), jar.getInputStream(entry));
    }

    private byte @Nullable [] readLoose(Reference reference) throws IOException {
        InputStream stream = reference.loader().getResourceAsStream(reference.path());
        if (stream == null) {
            failIfLoadable(reference);
            return null;
        }
        byte[] classFile = readBounded(reference.name(), stream);
        byte[] other = looseClasses.put(reference.path(), classFile);
        if (other != null && !Arrays.equals(other, classFile)) {
            throw new DataflowException(
                    FailureKind.INVALID_PLAN,
                    "The plan uses two different classes called " + reference.name() + ", from two class loaders");
        }
        looseBytes += classFile.length;
        if (looseBytes > limits.artifactBytes()) {
            throw JarPacker.tooLarge("set of classes loaded from memory", limits.artifactBytes());
        }
        return classFile;
    }

    /** Classes that a library mentions but does not come with are no failure; those that exist here must travel. */
    private void failIfLoadable(Reference reference) {
        boolean exists = roots.contains(reference);
        String from = reference.loader().toString();
        if (!exists) {
            try {
                ClassLoader owner = Class.forName(reference.name(), false, reference.loader())
                        .getClassLoader();
                exists = owner != null && !SharedCode.isJdkLoader(owner);
            } catch (ClassNotFoundException | LinkageError e) {
                exists = false;
            }
        }
        if (exists) {
            throw new DataflowException(
                    FailureKind.INVALID_PLAN,
                    "The plan uses class " + reference.name() + ", but its class loader " + from
                            + " does not give out its class file, so it cannot be sent to a worker; "
                            + "load it from a jar or a class folder, or put it on the class path of the workers");
        }
    }

    private static byte[] readBounded(String name, InputStream stream) throws IOException {
        try (InputStream in = stream) {
            byte[] bytes = in.readNBytes(MAX_CLASS_BYTES + 1);
            if (bytes.length > MAX_CLASS_BYTES) {
                throw new IOException("class " + name + " has more than " + MAX_CLASS_BYTES + " bytes");
            }
            return bytes;
        }
    }

    private static DataflowException unreadable(String what, IOException cause) {
        return new DataflowException(
                FailureKind.INVALID_PLAN, "Class " + what + ", which the plan uses, cannot be read: " + cause, cause);
    }

    @Override
    public void close() throws IOException {
        IOException failure = null;
        for (JarFile jar : openJars.values()) {
            try {
                jar.close();
            } catch (IOException e) {
                failure = failure == null ? e : failure;
            }
        }
        if (failure != null) {
            throw failure;
        }
    }
}
