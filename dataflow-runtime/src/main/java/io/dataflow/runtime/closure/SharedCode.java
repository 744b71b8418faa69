package io.dataflow.runtime.closure;

import java.util.List;

/**
 * Which classes client and worker have in common: the JDK's and Dataflow's own. They are never sent, and the loader of
 * a job never defines them, so that both sides of a call mean the same type.
 */
final class SharedCode {
    private static final String LOGGING = "org.slf4j.";

    private static final List<String> SHARED_PACKAGES = List.of(
            "io.dataflow.api.", "io.dataflow.shuffle.", "io.dataflow.runtime.", SharedCode.LOGGING, "org.jspecify.");

    private static final List<String> JDK_PACKAGES = List.of("java.", "javax.", "jdk.", "sun.", "com.sun.");

    private static final List<String> ENGINE_LIBRARIES =
            List.of("io.netty.", "com.google.protobuf.", "com.github.benmanes.caffeine.", "net.jpountz.");

    private SharedCode() {}

    /** True of Dataflow's modules, and of the libraries whose types appear in its API. */
    static boolean isShared(String className) {
        return startsWithAny(className, SHARED_PACKAGES);
    }

    /** True of SLF4J. */
    static boolean isLogging(String className) {
        return className.startsWith(LOGGING);
    }

    /** True of names that belong to the JDK; libraries outside it use some of them too. */
    static boolean hasJdkName(String className) {
        return startsWithAny(className, JDK_PACKAGES);
    }

    /** True of the libraries that Dataflow itself runs on; a program may bring another version of them. */
    static boolean isEngineLibrary(String className) {
        return startsWithAny(className, ENGINE_LIBRARIES);
    }

    static boolean isJdkLoader(ClassLoader loader) {
        return loader == ClassLoader.getPlatformClassLoader();
    }

    private static boolean startsWithAny(String name, List<String> prefixes) {
        for (String prefix : prefixes) {
            if (name.startsWith(prefix)) {
                return true;
            }
        }
        return false;
    }
}
