package io.dataflow.runtime.closure;

import io.dataflow.runtime.protocol.ArtifactId;
import java.io.Closeable;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.jspecify.annotations.Nullable;

/**
 * Jars and class folders within other jars, each taken out into a file of its own when it is first asked for. A jar keeps
 * its bytes, and so its hash: the same library is known again, whatever application it came in. Closing it deletes the
 * files that were not {@link #take taken}. Confined to one thread.
 */
final class NestedCode implements Closeable {
    private final Path temporaryDirectory;
    private final long limitBytes;
    private final JarPacker packer;
    private final Map<NestedLocation, Artifact> extracted = new HashMap<>();

    NestedCode(Path temporaryDirectory, long limitBytes) {
        this.temporaryDirectory = temporaryDirectory;
        this.limitBytes = limitBytes;
        this.packer = new JarPacker(temporaryDirectory, limitBytes);
    }

    /** A jar with what is at {@code location}. */
    Path extracted(NestedLocation location) throws IOException {
        Artifact known = extracted.get(location);
        if (known == null) {
            try (JarFile outer = new JarFile(location.outer().toFile(), false)) {
                known = location.isFolder() ? folder(outer, location) : jar(outer, location);
                extracted.put(location, known);
            }
        }
        return known.file();
    }

    private Artifact jar(JarFile outer, NestedLocation location) throws IOException {
        JarEntry entry = outer.getJarEntry(location.inner());
        if (entry == null) {
            throw new FileNotFoundException("there is no " + location);
        }
        Path file = Files.createTempFile(temporaryDirectory, "code-", ".jar");
        try (InputStream in = outer.getInputStream(entry);
                OutputStream out = Files.newOutputStream(file)) {
            long left = limitBytes;
            byte[] chunk = new byte[64 << 10];
            for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
                left -= read;
                if (left < 0) {
                    throw JarPacker.tooLarge("jar " + location, limitBytes);
                }
                out.write(chunk, 0, read);
            }
        } catch (IOException | RuntimeException e) {
            Files.deleteIfExists(file);
            throw e;
        }
        return Artifact.ofTemporary(new ArtifactId(Sha256.ofFile(file), location.name(), Files.size(file)), file);
    }

    private Artifact folder(JarFile outer, NestedLocation location) throws IOException {
        SortedMap<String, JarEntry> entries = new TreeMap<>();
        for (Enumeration<JarEntry> all = outer.entries(); all.hasMoreElements(); ) {
            JarEntry entry = all.nextElement();
            if (!entry.isDirectory() && entry.getName().startsWith(location.inner())) {
                entries.put(entry.getName().substring(location.inner().length()), entry);
            }
        }
        return packer.packEntries(location.name(), "class folder " + location, outer, entries);
    }

    /** Where a file came from; null when it is none of these. */
    @Nullable
    NestedLocation locationOf(Path file) {
        for (Map.Entry<NestedLocation, Artifact> entry : extracted.entrySet()) {
            if (entry.getValue().file().equals(file)) {
                return entry.getKey();
            }
        }
        return null;
    }

    /** Hands a file over to the caller, who closes it; null when it is none of these. */
    @Nullable
    Artifact take(Path file) {
        NestedLocation location = locationOf(file);
        return location == null ? null : extracted.remove(location);
    }

    @Override
    public void close() throws IOException {
        for (Artifact left : extracted.values()) {
            left.close();
        }
        extracted.clear();
    }
}
