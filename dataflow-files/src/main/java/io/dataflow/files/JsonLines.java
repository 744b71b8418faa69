package io.dataflow.files;

import io.dataflow.api.io.FileSink;
import io.dataflow.api.io.TextFiles;
import java.nio.file.Path;

/**
 * JSON lines: one value in each line, in UTF-8.
 *
 * <pre>{@code
 * session.read(JsonLines.files("customers.jsonl").as(Customer.class));
 * visits.write(JsonLines.into(Path.of("visits")));
 * }</pre>
 */
public final class JsonLines {
    private JsonLines() {}

    /** Files, folders with all files below them, or globs; {@code .gz}, {@code .lz4} and {@code .zst} are unpacked. */
    public static JsonFiles files(String... paths) {
        return new JsonFiles(TextFiles.of(paths), JsonOptions.DEFAULT);
    }

    /** One file, or a folder with all files below it; never a glob. */
    public static JsonFiles files(Path path) {
        return new JsonFiles(TextFiles.of(path), JsonOptions.DEFAULT);
    }

    /** Files in a folder that must be new or empty. */
    public static <T> FileSink<T> into(Path folder) {
        return FileSink.of(folder, new JsonFormat<>(null));
    }
}
