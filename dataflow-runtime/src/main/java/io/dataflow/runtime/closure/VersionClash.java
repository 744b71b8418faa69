package io.dataflow.runtime.closure;

import io.dataflow.api.failure.DataflowException;
import io.dataflow.api.failure.FailureKind;
import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import org.jspecify.annotations.Nullable;

/**
 * Two containers of a plan that both hold a class, and not the same. Here the order of the class path decides which is
 * used, or each of two class loaders has its own; on a worker there is one loader for all, so none could be right.
 */
final class VersionClash {
    private static final Pattern MAVEN_PROPERTIES = Pattern.compile("META-INF/maven/[^/]+/[^/]+/pom\\.properties");
    private static final Pattern IN_NAME = Pattern.compile("-(\\d[\\w.+-]*)\\.jar$");

    private VersionClash() {}

    static DataflowException between(String className, String oneOrigin, String otherOrigin) {
        return new DataflowException(
                FailureKind.INVALID_PLAN,
                "The plan uses two versions of class " + className + ": " + oneOrigin + ", and " + otherOrigin
                        + "; keep one of them on the class path, or relocate one with its package");
    }

    /** What a jar says of its version, as {@code version 1.2 from /path}; {@code place} is where it came from. */
    static String origin(@Nullable JarFile jar, String place) {
        String version = jar == null ? null : version(jar, place);
        return version == null ? "one without a version from " + place : "version " + version + " from " + place;
    }

    private static @Nullable String version(JarFile jar, String place) {
        try {
            String stated = ofManifest(jar.getManifest());
            if (stated == null) {
                stated = ofMaven(jar);
            }
            if (stated != null) {
                return stated;
            }
        } catch (IOException unreadable) {
            // Its name may tell, and the clash is reported in any case.
        }
        Matcher name = IN_NAME.matcher(place);
        return name.find() ? name.group(1) : null;
    }

    private static @Nullable String ofManifest(@Nullable Manifest manifest) {
        if (manifest == null) {
            return null;
        }
        Attributes attributes = manifest.getMainAttributes();
        String version = attributes.getValue(Attributes.Name.IMPLEMENTATION_VERSION);
        return version == null ? attributes.getValue("Bundle-Version") : version;
    }

    private static @Nullable String ofMaven(JarFile jar) throws IOException {
        ZipEntry properties = jar.stream()
                .filter(entry -> MAVEN_PROPERTIES.matcher(entry.getName()).matches())
                .findFirst()
                .orElse(null);
        if (properties == null) {
            return null;
        }
        Properties read = new Properties();
        try (InputStream in = jar.getInputStream(properties)) {
            read.load(in);
        }
        return read.getProperty("version");
    }
}
