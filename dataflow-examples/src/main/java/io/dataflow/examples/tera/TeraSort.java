package io.dataflow.examples.tera;

import io.dataflow.api.Dataset;
import io.dataflow.api.Session;
import io.dataflow.api.io.FixedWidthFiles;
import io.dataflow.api.text.Text;
import java.nio.file.Path;

/** Sorts records of 100 bytes by their first ten, as unsigned bytes. Written to a folder, the parts are in order too. */
public final class TeraSort {
    public static final int RECORD_BYTES = 100;
    static final int KEY_BYTES = 10;

    private TeraSort() {}

    /** The records in files, folders and globs. */
    public static FixedWidthFiles files(String... paths) {
        return FixedWidthFiles.of(RECORD_BYTES, paths);
    }

    public static Dataset<Text> sorted(Dataset<Text> records) {
        return records.sortBy(TeraSort::key);
    }

    static Text key(Text record) {
        return record.slice(0, KEY_BYTES);
    }

    /** Sorts the first of two folders into the second. */
    public static void main(String[] folders) {
        try (Session session = Session.local()) {
            sorted(session.read(files(folders[0]))).write(FixedWidthFiles.into(Path.of(folders[1])));
        }
    }
}
