package io.dataflow.benchmarks.job;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * What is needed to start the contestants of one module, from its file {@code contestant.properties}:
 *
 * <table>
 * <caption>Properties</caption>
 * <tr><td>{@code main}</td><td>the class whose {@code main} calls {@link Rounds#main}</td></tr>
 * <tr><td>{@code names}</td><td>its contestants, with commas between them</td></tr>
 * <tr><td>{@code jvm}</td><td>flags for the JVM, with spaces between them; the runner gives it {@code -Xmx}</td></tr>
 * <tr><td>{@code jvm.NAME}</td><td>more flags for one contestant; they come last, so that they win</td></tr>
 * <tr><td>{@code tables}</td><td>if it makes the tables of {@link Work#JOIN}: the class whose {@code main} does, given a folder
 *     and a scale</td></tr>
 * <tr><td>{@code heap.NAME}</td><td>percent of the heap that are the JVM's, for one that has memory of another kind
 * too; 100 if missing</td></tr>
 * <tr><td>{@code note.NAME}</td><td>how it is configured, for the foot of the table</td></tr>
 * </table>
 *
 * <p>Classes are in {@code target/classes}, and {@code target/class-path} has the path of all that the module needs.
 */
record ContestantModule(Path folder, Properties properties) {
    static final String FILE = "contestant.properties";

    static ContestantModule read(Path folder) throws IOException {
        Properties properties = new Properties();
        try (InputStream input = Files.newInputStream(folder.resolve(FILE))) {
            properties.load(input);
        }
        return new ContestantModule(folder, properties);
    }

    List<String> names() {
        return List.of(required("names").split(","));
    }

    String note(String name) {
        return properties.getProperty("note." + name, "");
    }

    @Nullable
    String tablesMain() {
        return properties.getProperty("tables");
    }

    List<String> tablesCommand(String java) throws IOException {
        return new ArrayList<>(List.of(java, "-cp", classPath(), required("tables")));
    }

    /** The beginning of a command: everything up to the main class. */
    List<String> command(String name, String java, String heap, List<String> flags) throws IOException {
        List<String> command = new ArrayList<>(List.of(java, "-Xmx" + heapBytes(name, heap)));
        command.addAll(flags);
        command.addAll(flags("jvm"));
        command.addAll(flags("jvm." + name));
        command.add("-cp");
        command.add(classPath());
        command.add(required("main"));
        return command;
    }

    private long heapBytes(String name, String heap) {
        return Options.bytes("heap", heap) * Integer.parseInt(properties.getProperty("heap." + name, "100")) / 100;
    }

    private List<String> flags(String property) {
        String flags = properties.getProperty(property, "").trim();
        return flags.isEmpty() ? List.of() : List.of(flags.split("\\s+"));
    }

    private String classPath() throws IOException {
        Path target = folder.resolve("target");
        Path file = target.resolve("class-path");
        if (!Files.exists(file)) {
            throw new IOException(file + " is missing: bin/benchmark makes it");
        }
        return target.resolve("classes")
                + System.getProperty("path.separator")
                + Files.readString(file, StandardCharsets.UTF_8).trim();
    }

    private String required(String name) {
        String value = properties.getProperty(name);
        if (value == null) {
            throw new IllegalArgumentException(folder.resolve(FILE) + " has no '" + name + "'");
        }
        return value;
    }
}
