package io.dataflow.runtime.closure;

import io.dataflow.api.failure.DataflowException;
import io.dataflow.api.failure.FailureKind;
import io.dataflow.runtime.protocol.ArtifactId;
import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.time.LocalDateTime;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Writes class folders and loose classes as jars. The same content yields the same bytes: entries are sorted and carry
 * one fixed time, so unchanged code keeps its hash and is not sent again.
 *
 * <p>Confined to the thread that asks.
 */
final class JarPacker {
    private static final LocalDateTime ENTRY_TIME = LocalDateTime.of(1980, 1, 1, 0, 0);

    private static final int BUFFER_BYTES = 64 << 10;

    /** Where an entry's bytes come from. */
    private interface Content {
        void copyTo(OutputStream out) throws IOException;
    }

    private final Path directory;
    private final long limitBytes;

    /** Jars are written to {@code directory}, which exists; none may grow beyond {@code limitBytes}. */
    JarPacker(Path directory, long limitBytes) {
        this.directory = directory;
        this.limitBytes = limitBytes;
    }

    /** Everything in a class folder, resources included. The caller closes the artifact, which deletes its file. */
    Artifact packFolder(Path folder) throws IOException {
        SortedMap<String, Content> entries = new TreeMap<>();
        try (Stream<Path> files = Files.walk(folder)) {
            files.filter(Files::isRegularFile).forEach(file -> {
                String name = folder.relativize(file).toString().replace('\\', '/');
                entries.put(name, out -> Files.copy(file, out));
            });
        }
        return pack(nameOf(folder), "class folder " + folder, entries);
    }

    /** Entries of a jar, under names without the folder that they are in. The caller closes the artifact. */
    Artifact packEntries(String name, String origin, JarFile jar, SortedMap<String, JarEntry> entries)
            throws IOException {
        SortedMap<String, Content> contents = new TreeMap<>();
        for (Map.Entry<String, JarEntry> entry : entries.entrySet()) {
            contents.put(entry.getKey(), out -> {
                try (InputStream in = jar.getInputStream(entry.getValue())) {
                    in.transferTo(out);
                }
            });
        }
        return pack(name, origin, contents);
    }

    /** Classes that are in no file. The caller closes the artifact, which deletes its file. */
    Artifact packClasses(SortedMap<String, byte[]> classFiles) throws IOException {
        SortedMap<String, Content> entries = new TreeMap<>();
        for (Map.Entry<String, byte[]> classFile : classFiles.entrySet()) {
            entries.put(classFile.getKey(), out -> out.write(classFile.getValue()));
        }
        return pack("loose-classes", "set of " + classFiles.size() + " classes loaded from memory", entries);
    }

    private Artifact pack(String name, String origin, SortedMap<String, Content> entries) throws IOException {
        Path file = Files.createTempFile(directory, "code-", ".jar");
        try {
            MessageDigest digest = Sha256.newDigest();
            try (ZipOutputStream jar = new ZipOutputStream(new DigestOutputStream(open(file, origin), digest))) {
                jar.setLevel(Deflater.BEST_SPEED);
                for (Map.Entry<String, Content> entry : entries.entrySet()) {
                    ZipEntry header = new ZipEntry(entry.getKey());
                    header.setTimeLocal(ENTRY_TIME);
                    jar.putNextEntry(header);
                    entry.getValue().copyTo(jar);
                    jar.closeEntry();
                }
            }
            return Artifact.ofTemporary(new ArtifactId(Sha256.hex(digest), name, Files.size(file)), file);
        } catch (IOException | RuntimeException e) {
            Files.deleteIfExists(file);
            throw e;
        }
    }

    /** Buffered, since what is packed comes a few hundred bytes at a time. */
    private OutputStream open(Path file, String origin) throws IOException {
        return new FilterOutputStream(new BufferedOutputStream(Files.newOutputStream(file), BUFFER_BYTES)) {
            private long writtenBytes;

            @Override
            public void write(int value) throws IOException {
                add(1);
                out.write(value);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                add(length);
                out.write(bytes, offset, length);
            }

            private void add(int bytes) {
                writtenBytes += bytes;
                if (writtenBytes > limitBytes) {
                    throw tooLarge(origin, limitBytes);
                }
            }
        };
    }

    static DataflowException tooLarge(String origin, long limitBytes) {
        return new DataflowException(
                FailureKind.INVALID_PLAN,
                "The " + origin + " is larger than the " + limitBytes + " bytes that may be sent as one piece of code; "
                        + "keep data out of it, or put it on the class path of the workers");
    }

    /** The last parts of the path: enough to tell {@code orders/target/classes} from {@code users/target/classes}. */
    private static String nameOf(Path folder) {
        int count = folder.getNameCount();
        return count == 0
                ? "root"
                : folder.subpath(Math.max(0, count - 3), count).toString().replace('\\', '/');
    }
}
