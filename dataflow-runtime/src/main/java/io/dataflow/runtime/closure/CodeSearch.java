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
import java.util.Collections;
import java.util.Deque;
import java.util.Enumeration;
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
import java.util.zip.CRC32;
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

    /** What was read of a class, and where; no container for classes that are in memory only. */
    private record Located(byte[] classFile, @Nullable Path container) {}

    /** Which class a name has turned out to mean. */
    private record Found(Reference reference, @Nullable Path container, long checksum) {}

    private final ArtifactLimits limits;
    private final ClassLoader engineLoader;
    private final NestedCode nested;
    private final Deque<Reference> pending = new ArrayDeque<>();
    private final Set<Reference> roots = new HashSet<>();
    private final Set<Reference> visited = new HashSet<>();
    private final Map<String, Found> foundByPath = new HashMap<>();
    private final Map<Path, JarFile> openJars = new HashMap<>();
    private final Set<Path> containers = new LinkedHashSet<>();
    private final SortedMap<String, byte[]> looseClasses = new TreeMap<>();
    private long looseBytes;

    /** Nested jars are taken out into {@code temporaryDirectory}. */
    CodeSearch(Path temporaryDirectory, ArtifactLimits limits, ClassLoader engineLoader) {
        this.limits = limits;
        this.engineLoader = engineLoader;
        this.nested = new NestedCode(temporaryDirectory, limits.artifactBytes());
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

    /** Fails when two containers, or two class loaders, mean different classes by one name. */
    void run() throws IOException {
        for (Reference next = pending.poll(); next != null; next = pending.poll()) {
            Located located = locate(next);
            if (located != null) {
                note(next, located);
                ClassLoader loader = next.loader();
                references(next, located.classFile()).forEach(name -> add(new Reference(loader, name)));
            }
        }
        for (Path container : containers) {
            if (Files.isDirectory(container)) {
                compareFolder(container);
            } else {
                compareJar(container);
            }
        }
    }

    private void note(Reference reference, Located located) {
        Found here = new Found(reference, located.container(), checksum(located.classFile()));
        Found before = foundByPath.putIfAbsent(reference.path(), here);
        if (before != null && before.checksum() != here.checksum()) {
            throw VersionClash.between(reference.name(), origin(before), origin(here));
        }
    }

    private static long checksum(byte[] classFile) {
        CRC32 crc = new CRC32();
        crc.update(classFile);
        return crc.getValue();
    }

    private String origin(Found found) {
        Path container = found.container();
        return container == null
                ? VersionClash.origin(null, found.reference().loader().toString())
                : origin(container);
    }

    private String origin(Path container) {
        NestedLocation location = nested.locationOf(container);
        return VersionClash.origin(
                openJars.get(container), location == null ? container.toString() : location.toString());
    }

    /** Classes that were found elsewhere and are in this jar too: the worker would take them from whichever comes first. */
    private void compareJar(Path container) {
        JarFile jar = openJars.get(container);
        if (jar == null) {
            return;
        }
        for (Enumeration<JarEntry> entries = jar.entries(); entries.hasMoreElements(); ) {
            String path = entries.nextElement().getName();
            Found found = foundElsewhere(path, container);
            JarEntry variant = found == null ? null : jar.getJarEntry(path);
            if (found != null && variant != null && variant.getCrc() >= 0 && variant.getCrc() != found.checksum()) {
                throw VersionClash.between(found.reference().name(), origin(found), origin(container));
            }
        }
    }

    private void compareFolder(Path container) throws IOException {
        for (Map.Entry<String, Found> entry : foundByPath.entrySet()) {
            Found found = foundElsewhere(entry.getKey(), container);
            Path file = container.resolve(entry.getKey());
            if (found != null && Files.isRegularFile(file)) {
                String name = found.reference().name();
                if (checksum(readBounded(name, Files.newInputStream(file))) != found.checksum()) {
                    throw VersionClash.between(name, origin(found), origin(container));
                }
            }
        }
    }

    private @Nullable Found foundElsewhere(String path, Path container) {
        Found found = foundByPath.get(path);
        return found == null || container.equals(found.container()) ? null : found;
    }

    /** The artifact of a jar or folder that was nested in another file; the caller closes it. Null for all others. */
    @Nullable
    Artifact takeExtracted(Path container) {
        return nested.take(container);
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
    private @Nullable Located locate(Reference reference) {
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
                return new Located(
                        readBounded(reference.name(), Files.newInputStream(folder.resolve(reference.path()))), folder);
            }
            Path jar = jarOf(url, reference.path());
            if (jar != null) {
                return readFromJar(jar, reference);
            }
            NestedLocation location = NestedLocation.of(url);
            return location == null ? readLoose(reference) : readFromJar(nested.extracted(location), reference);
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

    private @Nullable Located readFromJar(Path path, Reference reference) throws IOException {
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
        return new Located(readBounded(reference.name(), jar.getInputStream(entry)), path);
    }

    private @Nullable Located readLoose(Reference reference) throws IOException {
        InputStream stream = reference.loader().getResourceAsStream(reference.path());
        if (stream == null) {
            failIfLoadable(reference);
            return null;
        }
        byte[] classFile = readBounded(reference.name(), stream);
        if (looseClasses.put(reference.path(), classFile) != null) {
            return new Located(classFile, null); // the same, or a clash
        }
        looseBytes += classFile.length;
        if (looseBytes > limits.artifactBytes()) {
            throw JarPacker.tooLarge("set of classes loaded from memory", limits.artifactBytes());
        }
        return new Located(classFile, null);
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
        nested.close();
        if (failure != null) {
            throw failure;
        }
    }
}
