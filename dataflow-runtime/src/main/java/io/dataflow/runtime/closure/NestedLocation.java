package io.dataflow.runtime.closure;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where in a jar another jar or a class folder is, as launchers of executable jars lay them out, Spring Boot's above all:
 *
 * <pre>
 * jar:nested:/app.jar/!BOOT-INF/lib/numbers.jar!/com/acme/Numbers.class
 * jar:nested:/app.jar/!BOOT-INF/classes/!/com/acme/Program.class
 * jar:file:/app.jar!/BOOT-INF/lib/numbers.jar!/com/acme/Numbers.class
 * </pre>
 *
 * @param outer the file
 * @param inner the path of the entry in it; that of a folder ends with a slash
 */
record NestedLocation(Path outer, String inner) {
    private static final String JAR = "jar:";
    private static final String NESTED = "nested:";
    private static final String FILE = "file:";
    private static final String ENTRY = "!/";
    private static final String NESTED_ENTRY = "/!";

    /** Null for the URL of a class that is not nested, or in a deeper way. */
    static @Nullable NestedLocation of(URL url) {
        String location = url.toExternalForm();
        if (!location.startsWith(JAR)) {
            return null;
        }
        String rest = location.substring(JAR.length());
        boolean nested = rest.startsWith(NESTED);
        String separator = nested ? NESTED_ENTRY : ENTRY;
        int outerEnd = rest.indexOf(separator);
        if (outerEnd < 0 || !(nested || rest.startsWith(FILE))) {
            return null;
        }
        String entries = rest.substring(outerEnd + separator.length());
        int innerEnd = entries.indexOf(ENTRY);
        if (innerEnd < 0 || entries.indexOf(ENTRY, innerEnd + 1) >= 0) {
            return null;
        }
        try {
            URI outer =
                    new URI(nested ? FILE + rest.substring(NESTED.length(), outerEnd) : rest.substring(0, outerEnd));
            String inner = new URI(FILE + "/" + entries.substring(0, innerEnd))
                    .getPath()
                    .substring(1);
            return new NestedLocation(Path.of(outer).toAbsolutePath().normalize(), asEntry(inner));
        } catch (URISyntaxException | IllegalArgumentException e) {
            return null;
        }
    }

    private static String asEntry(String inner) {
        return inner.endsWith(".jar") || inner.endsWith("/") ? inner : inner + "/";
    }

    boolean isFolder() {
        return inner.endsWith("/");
    }

    /** For people: the nested jar's own name, or which folder of which jar. */
    String name() {
        String folder = isFolder() ? outer.getFileName() + "!/" + inner : inner;
        return isFolder() ? folder : inner.substring(inner.lastIndexOf('/') + 1);
    }

    @Override
    public String toString() {
        return outer + "!/" + inner;
    }
}
