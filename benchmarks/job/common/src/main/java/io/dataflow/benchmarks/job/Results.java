package io.dataflow.benchmarks.job;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToLongFunction;

/** All rounds of a run, in the order in which they were measured. Confined to one thread. */
final class Results {
    /** One process: the first round of it is cold, the others are warm. */
    record Run(long coldNanos, List<Round> rounds) {}

    private final Map<Work, Map<String, List<Run>>> runs = new LinkedHashMap<>();

    void add(Work work, String contestant, Run run) {
        runs.computeIfAbsent(work, key -> new LinkedHashMap<>())
                .computeIfAbsent(contestant, key -> new ArrayList<>())
                .add(run);
    }

    Set<Work> works() {
        return runs.keySet();
    }

    Set<String> contestants() {
        Set<String> names = new LinkedHashSet<>();
        runs.values().forEach(byContestant -> names.addAll(byContestant.keySet()));
        return names;
    }

    List<Round> rounds() {
        return works().stream()
                .flatMap(work -> summaries(work).stream())
                .flatMap(summary -> summary.rounds().stream())
                .toList();
    }

    List<Summary> summaries(Work work) {
        return runs.getOrDefault(work, Map.of()).entrySet().stream()
                .map(entry -> new Summary(entry.getKey(), entry.getValue()))
                .toList();
    }

    /** Sentences; none if every round has an answer and all answers to a work are equal. */
    List<String> faults() {
        List<String> faults = new ArrayList<>();
        for (Work work : works()) {
            Map<Answer, Set<String>> contestants = new LinkedHashMap<>();
            for (Summary summary : summaries(work)) {
                for (Round round : summary.rounds()) {
                    if (round.failure() == null) {
                        contestants
                                .computeIfAbsent(round.answer(), key -> new LinkedHashSet<>())
                                .add(summary.contestant());
                    } else {
                        faults.add(work.id() + ": " + summary.contestant() + " failed: " + round.failure());
                    }
                }
            }
            if (contestants.size() > 1) {
                StringBuilder fault = new StringBuilder(work.id() + ": the answers differ");
                contestants.forEach((answer, names) -> fault.append("; ")
                        .append(String.join(", ", names))
                        .append(": ")
                        .append(answer.rows())
                        .append(" rows, ")
                        .append(Long.toHexString(answer.hash())));
                faults.add(fault.toString());
            }
        }
        return faults;
    }

    /** What one contestant needed for one work. */
    record Summary(String contestant, List<Run> runs) {
        List<Round> rounds() {
            return runs.stream().flatMap(run -> run.rounds().stream()).toList();
        }

        boolean failed() {
            return rounds().isEmpty() || rounds().stream().anyMatch(round -> round.failure() != null);
        }

        /** Median over processes; -1 if there is none. */
        long coldNanos() {
            return median(runs.stream()
                    .mapToLong(Run::coldNanos)
                    .filter(nanos -> nanos >= 0)
                    .toArray());
        }

        /** Rounds that are not the first of their process. */
        List<Round> warm() {
            return rounds().stream()
                    .filter(round -> round.index() > 0 && round.failure() == null)
                    .toList();
        }

        /** Median over warm rounds; -1 if there is none, or the value is not known. */
        long warmMedian(ToLongFunction<Round> value) {
            return median(warm().stream().mapToLong(value).toArray());
        }

        /** Largest of all rounds. */
        long max(ToLongFunction<Round> value) {
            return rounds().stream().mapToLong(value).max().orElse(-1);
        }
    }

    /** Of an even count the lower one in the middle; -1 if there is none. */
    static long median(long[] values) {
        if (values.length == 0) {
            return -1;
        }
        long[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[(sorted.length - 1) / 2];
    }
}
