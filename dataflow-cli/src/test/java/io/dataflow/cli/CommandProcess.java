package io.dataflow.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A command in a process of its own, with a temporary folder of its own. Killed with all its children when closed. */
final class CommandProcess implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 100;

    private final Path temp;
    private final Process process;
    private final Reader err;
    private final BufferedReader out;
    private final StringBuilder errText = new StringBuilder();
    private final List<ProcessHandle> descendants = new ArrayList<>();

    private CommandProcess(Path temp, Process process) {
        this.temp = temp;
        this.process = process;
        this.err = process.errorReader(StandardCharsets.UTF_8);
        this.out = process.inputReader(StandardCharsets.UTF_8);
    }

    static CommandProcess start(Path temp, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-ea",
                "-Xmx512m",
                "-XX:-UsePerfData",
                "-Djava.io.tmpdir=" + Files.createDirectories(temp),
                "-Ddataflow.columns=200",
                "-cp",
                System.getProperty("java.class.path"),
                Dataflow.class.getName()));
        command.addAll(List.of(arguments));
        return new CommandProcess(temp, new ProcessBuilder(command).start());
    }

    /** Reads on what it writes to standard error until that matches. */
    void awaitErr(Pattern pattern) throws IOException {
        int next = err.read();
        while (next >= 0) {
            errText.append((char) next);
            if (pattern.matcher(errText).find()) {
                return;
            }
            next = err.read();
        }
        throw new AssertionError("ended without " + pattern + ": " + errText + out());
    }

    String nextOutLine() throws IOException {
        String line = out.readLine();
        if (line == null) {
            throw new AssertionError("ended without another line: " + err());
        }
        return line;
    }

    /** The processes that it has started. */
    List<ProcessHandle> children() {
        List<ProcessHandle> children = process.children().toList();
        descendants.addAll(children);
        return children;
    }

    ProcessHandle child(String name) {
        return children().stream()
                .filter(child -> child.info().commandLine().orElse("").contains(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no child " + name));
    }

    /** By its handle, since destroying a {@link Process} closes what it wrote. */
    void terminate() {
        process.toHandle().destroy();
    }

    void kill() {
        process.toHandle().destroyForcibly();
    }

    int awaitStatus() throws InterruptedException {
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("the command does not end: " + errText);
        }
        return process.exitValue();
    }

    /** Until every child that was ever asked for is gone. */
    void awaitChildren() throws Exception {
        for (ProcessHandle child : descendants) {
            ProcessHandle ended = child.onExit().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            assert !ended.isAlive();
        }
    }

    String out() throws IOException {
        return rest(out);
    }

    String err() throws IOException {
        return errText + rest(err);
    }

    private static String rest(Reader reader) throws IOException {
        StringBuilder text = new StringBuilder();
        for (int next = reader.read(); next >= 0; next = reader.read()) {
            text.append((char) next);
        }
        return text.toString();
    }

    /** What is in its temporary folder. */
    List<String> leftovers() throws IOException {
        try (Stream<Path> files = Files.list(temp)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        descendants.forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
