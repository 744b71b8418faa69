package io.dataflow.docs;

import java.nio.file.Path;

/** The folder of the parent pom, which the build passes to every test. */
final class ProjectRoot {
    private ProjectRoot() {}

    static Path path() {
        String root = System.getProperty("dataflow.root");
        // Without the build, as in an editor, tests run in the module's folder.
        return (root == null ? Path.of("..") : Path.of(root)).toAbsolutePath().normalize();
    }
}
