package io.dataflow.api.io;

import io.dataflow.api.failure.DataflowException;
import io.dataflow.api.failure.FailureKind;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/** Finds the compression of a file by its name. */
final class Compressions {
    /** Common ones that another module brings; read as plain text they would be noise. */
    private static final List<String> KNOWN_ELSEWHERE = List.of(".lz4", ".zst");

    private Compressions() {}

    static @Nullable Compression find(String fileName) {
        if (fileName.endsWith(Compression.gzip().extension())) {
            return Compression.gzip();
        }
        if (fileName.lastIndexOf('.') <= fileName.lastIndexOf('/')) {
            return null;
        }
        for (Compression compression : onClassPath()) {
            if (fileName.endsWith(compression.extension())) {
                return compression;
            }
        }
        for (String extension : KNOWN_ELSEWHERE) {
            if (fileName.endsWith(extension)) {
                throw new DataflowException(
                        FailureKind.INVALID_PLAN,
                        fileName + " is packed, and nothing on the class path handles " + extension
                                + "; add the dependency io.dataflow:dataflow-files");
            }
        }
        return null;
    }

    /** Those that Dataflow's loader sees, then those that the program sees. */
    private static List<Compression> onClassPath() {
        List<Compression> found = new ArrayList<>();
        ServiceLoader.load(Compression.class, Compression.class.getClassLoader())
                .forEach(found::add);
        ServiceLoader.load(Compression.class).forEach(found::add);
        return found;
    }
}
