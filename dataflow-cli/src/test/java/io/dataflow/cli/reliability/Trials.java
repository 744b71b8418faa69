package io.dataflow.cli.reliability;

import io.dataflow.cli.reliability.Tally.End;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/** All runs there have been, in a file to which each is added when it has ended, so that several sittings count together. */
final class Trials {
    private final Path file;
    private final List<Trial> all = new ArrayList<>();

    /** @param file which need not be there */
    Trials(Path file) throws IOException {
        this.file = file;
        if (Files.exists(file)) {
            for (String line : Files.readAllLines(file)) {
                all.add(Trial.parse(line));
            }
        }
    }

    void add(Trial trial) throws IOException {
        Files.writeString(file, trial.line() + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        all.add(trial);
    }

    boolean has(String setting, String job, Fault fault, int number) {
        return of(setting, job, fault).stream().anyMatch(trial -> trial.number() == number);
    }

    private List<Trial> of(String setting, String job, Fault fault) {
        return all.stream()
                .filter(trial -> trial.isOf(setting, job, fault.title()))
                .toList();
    }

    /** What is known of a job by its runs without fault; nothing at first. */
    Faultless faultless(String setting, String job) {
        List<Trial> runs = of(setting, job, Fault.NONE).stream()
                .filter(trial -> trial.end() == End.IDENTICAL)
                .toList();
        if (runs.isEmpty()) {
            return Faultless.UNKNOWN;
        }
        return new Faultless(
                runs.get(0).answer(),
                Tally.median(runs.stream().map(Trial::millis).toList()),
                runs.get(runs.size() - 1).workMillis());
    }

    Tally tally(String setting, String job, Fault fault) {
        Tally tally = new Tally(
                job, fault.title(), Math.max(1, faultless(setting, job).millis()));
        of(setting, job, fault).forEach(tally::add);
        return tally;
    }
}
