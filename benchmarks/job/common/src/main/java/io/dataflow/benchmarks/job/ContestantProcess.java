package io.dataflow.benchmarks.job;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Timer;
import java.util.TimerTask;

/** Starts a process that prints rounds, and waits for its end. */
final class ContestantProcess {
    /** Characters of what is no line of a round that become part of a failure: a few sentences. */
    private static final int MAX_SAID = 200;

    private ContestantProcess() {}

    /**
     * What came of it.
     *
     * @param supported whether the contestant does this work at all
     * @param coldNanos from the start of the process to its first line; -1 if there was none
     */
    record Outcome(boolean supported, long coldNanos, List<Round> rounds) {}

    /**
     * @param log where its standard error goes
     * @param limit after which the process is killed, with what it started
     */
    static Outcome run(String contestant, Work work, List<String> command, Path log, Duration limit)
            throws IOException, InterruptedException {
        Files.createDirectories(Objects.requireNonNull(log.toAbsolutePath().getParent()));
        long start = System.nanoTime();
        Process process =
                new ProcessBuilder(command).redirectError(log.toFile()).start();
        process.getOutputStream().close();
        Timer timer = new Timer("limit-of-" + contestant, true);
        Thread killer = new Thread(() -> kill(process), "end-of-" + contestant);
        Runtime.getRuntime().addShutdownHook(killer);
        List<Round> rounds = new ArrayList<>();
        long coldNanos = -1;
        String said = "";
        try {
            timer.schedule(
                    new TimerTask() {
                        @Override
                        public void run() {
                            kill(process);
                        }
                    },
                    limit.toMillis());
            try (BufferedReader lines =
                    new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    if (!line.startsWith("{")) {
                        // The JVM itself writes there when it cannot start.
                        said = said.length() < MAX_SAID ? said + ": " + line : said;
                        continue;
                    }
                    if (coldNanos < 0) {
                        coldNanos = System.nanoTime() - start;
                    }
                    rounds.add(Round.parse(line));
                }
            }
            int status = process.waitFor();
            if (status == Rounds.UNSUPPORTED && rounds.isEmpty()) {
                return new Outcome(false, -1, List.of());
            }
            if (status != 0 && rounds.stream().allMatch(round -> round.failure() == null)) {
                rounds.add(Round.failed(
                        contestant, work, rounds.size(), "The process ended with " + status + said + "; see " + log));
            }
            return new Outcome(true, coldNanos, rounds);
        } finally {
            timer.cancel();
            kill(process);
            Runtime.getRuntime().removeShutdownHook(killer);
        }
    }

    private static void kill(Process process) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
