package io.dataflow.files;

import io.dataflow.api.io.FileSink;
import io.dataflow.api.io.TextFiles;
import java.nio.file.Path;

/**
 * Comma separated values, as RFC 4180 has them and as people write them.
 *
 * <pre>{@code
 * session.read(Csv.files("purchases/*.csv.gz").header(true).nulls("NA").as(Purchase.class));
 * purchases.write(Csv.into(Path.of("copy")));
 * }</pre>
 */
public final class Csv {
    private Csv() {}

    /** Files, folders with all files below them, or globs; {@code .gz}, {@code .lz4} and {@code .zst} are unpacked. */
    public static CsvFiles files(String... paths) {
        return new CsvFiles(TextFiles.of(paths), CsvDialect.DEFAULT, CsvOptions.DEFAULT);
    }

    /** One file, or a folder with all files below it; never a glob. */
    public static CsvFiles files(Path path) {
        return new CsvFiles(TextFiles.of(path), CsvDialect.DEFAULT, CsvOptions.DEFAULT);
    }

    /** Files in a folder that must be new or empty, each with a header. {@link #format()} changes how they look. */
    public static <T> FileSink<T> into(Path folder) {
        return Csv.<T>format().into(folder);
    }

    /** How files are to be written; ends with {@link CsvFormat#into}. */
    public static <T> CsvFormat<T> format() {
        return new CsvFormat<>(CsvDialect.DEFAULT.withHeader(true), null);
    }
}
