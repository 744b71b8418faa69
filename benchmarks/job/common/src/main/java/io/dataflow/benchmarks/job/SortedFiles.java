package io.dataflow.benchmarks.job;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** Reads what {@link Work#SORT} wrote. */
public final class SortedFiles {
    public static final int RECORD_BYTES = 100;
    public static final int KEY_BYTES = 10;

    private static final int BUFFER_BYTES = 1 << 20;

    private SortedFiles() {}

    /**
     * Of all files {@code part-*} in the folder and those below it, by name.
     *
     * @throws IOException also if a record comes before one with a smaller key, or is cut off
     */
    public static Answer answer(Path folder) throws IOException {
        List<Path> parts;
        try (Stream<Path> files = Files.walk(folder)) {
            parts = files.filter(file -> file.getFileName().toString().startsWith("part-") && Files.isRegularFile(file))
                    .sorted()
                    .toList();
        }
        byte[] record = new byte[RECORD_BYTES];
        byte[] lastKey = new byte[KEY_BYTES];
        long rows = 0;
        long hash = 0;
        for (Path part : parts) {
            try (InputStream input = new BufferedInputStream(Files.newInputStream(part), BUFFER_BYTES)) {
                for (int length = input.readNBytes(record, 0, RECORD_BYTES);
                        length > 0;
                        length = input.readNBytes(record, 0, RECORD_BYTES)) {
                    if (length < RECORD_BYTES) {
                        throw new IOException(part + " ends with " + length + " bytes of a record of " + RECORD_BYTES);
                    }
                    if (Arrays.compareUnsigned(lastKey, 0, KEY_BYTES, record, 0, KEY_BYTES) > 0) {
                        throw new IOException("Record " + rows + ", in " + part + ", has a smaller key than the last");
                    }
                    System.arraycopy(record, 0, lastKey, 0, KEY_BYTES);
                    rows++;
                    hash += Answers.record(record, 0, RECORD_BYTES);
                }
            }
        }
        return new Answer(rows, hash);
    }
}
