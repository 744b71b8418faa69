package io.dataflow.benchmarks.job;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What was measured, for people and for programs. */
final class Report {
    private final Results results;
    private final Environment environment;
    private final Size size;
    private final Map<String, String> notes;

    /** @param notes how contestants are configured, by name; those that did not take part are left out */
    Report(Results results, Environment environment, Size size, Map<String, String> notes) {
        this.results = results;
        this.environment = environment;
        this.size = size;
        this.notes = notes;
    }

    String markdown() {
        StringBuilder text = new StringBuilder("# Side by side\n\n");
        environment.facts().forEach((name, value) -> text.append("- ")
                .append(name)
                .append(": ")
                .append(value)
                .append('\n'));
        List<String> faults = results.faults();
        if (!faults.isEmpty()) {
            text.append("\n**Not a result:**\n\n");
            faults.forEach(fault -> text.append("- ").append(fault).append('\n'));
        }
        text.append("\n"
                + "Cold is from the start of the process to its first answer, the median over processes. Warm is"
                + " the median of later rounds, with the least and the most. The ratio is that of the warm time to"
                + " Dataflow's: above 1 is slower than Dataflow. Processor time and garbage collection are medians"
                + " of warm rounds, memory and spilled bytes the largest of all rounds.\n");
        results.works().forEach(work -> section(text, work));
        text.append("\n## Configuration\n\n");
        for (String contestant : results.contestants()) {
            text.append("- ")
                    .append(contestant)
                    .append(' ')
                    .append(version(contestant))
                    .append(": ")
                    .append(notes.getOrDefault(contestant, ""))
                    .append('\n');
        }
        return text.toString();
    }

    private void section(StringBuilder text, Work work) {
        long operations = work.operations(size);
        List<Results.Summary> summaries = results.summaries(work);
        long dataflow = summaries.stream()
                .filter(summary -> summary.contestant().equals("dataflow"))
                .mapToLong(summary -> summary.warmMedian(Round::wallNanos))
                .findFirst()
                .orElse(-1);
        text.append("\n## ").append(work.id()).append("\n\n");
        if (operations > 1) {
            text.append("Warm times are for one of ").append(operations).append(".\n\n");
        }
        text.append("| contestant | cold | warm | least to most | ratio | processor | garbage collection | memory |"
                + " spilled |\n"
                + "| --- | --- | --- | --- | --- | --- | --- | --- | --- |\n");
        for (Results.Summary summary : summaries) {
            long warm = summary.warmMedian(Round::wallNanos);
            long least =
                    summary.warm().stream().mapToLong(Round::wallNanos).min().orElse(-1);
            long most =
                    summary.warm().stream().mapToLong(Round::wallNanos).max().orElse(-1);
            List<String> cells = summary.failed()
                    ? List.of(summary.contestant(), "failed", "", "", "", "", "", "", "")
                    : List.of(
                            summary.contestant(),
                            time(summary.coldNanos()),
                            time(warm, operations),
                            least < 0 ? "" : time(least, operations) + " to " + time(most, operations),
                            warm < 0 || dataflow <= 0
                                    ? ""
                                    : String.format(Locale.ROOT, "%.2f", (double) warm / dataflow),
                            time(summary.warmMedian(Round::cpuNanos), operations),
                            time(summary.warmMedian(Round::gcNanos)),
                            bytes(summary.max(Round::peakBytes)),
                            bytes(summary.max(Round::spilledBytes)));
            text.append("| ").append(String.join(" | ", cells)).append(" |\n");
        }
    }

    String json() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("environment", environment.facts());
        fields.put("percent", size.percent());
        fields.put("faults", results.faults());
        fields.put("notes", notes);
        List<Object> summaries = new ArrayList<>();
        for (Work work : results.works()) {
            for (Results.Summary summary : results.summaries(work)) {
                Map<String, Object> row = new LinkedHashMap<>();
                row.put("work", work.id());
                row.put("contestant", summary.contestant());
                row.put("failed", summary.failed());
                row.put("operations", work.operations(size));
                row.put(
                        "coldNanos",
                        summary.runs().stream().map(Results.Run::coldNanos).toList());
                row.put("warmMedianNanos", summary.warmMedian(Round::wallNanos));
                row.put(
                        "warmNanos",
                        summary.warm().stream().map(Round::wallNanos).toList());
                row.put("cpuMedianNanos", summary.warmMedian(Round::cpuNanos));
                row.put("gcMedianNanos", summary.warmMedian(Round::gcNanos));
                row.put("peakRssBytes", summary.max(Round::peakBytes));
                row.put("spilledBytes", summary.max(Round::spilledBytes));
                summaries.add(row);
            }
        }
        fields.put("results", summaries);
        StringBuilder rounds = new StringBuilder(Json.object(fields));
        rounds.setLength(rounds.length() - 1);
        rounds.append(",\"rounds\":[\n");
        String separator = "";
        for (Round round : results.rounds()) {
            rounds.append(separator).append(round.toJson());
            separator = ",\n";
        }
        return rounds.append("]}\n").toString();
    }

    private String version(String contestant) {
        return results.rounds().stream()
                .filter(round -> round.contestant().equals(contestant))
                .map(Round::version)
                .filter(version -> !version.isEmpty())
                .findFirst()
                .orElse("");
    }

    private static String time(long nanos, long operations) {
        return nanos < 0 ? "" : time(nanos / operations);
    }

    /** Three digits and a unit; empty if it is not known. */
    static String time(long nanos) {
        if (nanos < 0) {
            return "";
        }
        if (nanos < 1_000) {
            return nanos + " ns";
        }
        if (nanos < 1_000_000) {
            return digits(nanos / 1e3) + " µs";
        }
        return nanos < 1_000_000_000 ? digits(nanos / 1e6) + " ms" : digits(nanos / 1e9) + " s";
    }

    static String bytes(long bytes) {
        if (bytes < 0) {
            return "";
        }
        if (bytes < 1_000) {
            return Long.toString(bytes);
        }
        if (bytes < 1_000_000) {
            return digits(bytes / 1e3) + " kB";
        }
        return bytes < 1_000_000_000 ? digits(bytes / 1e6) + " MB" : digits(bytes / 1e9) + " GB";
    }

    private static String digits(double value) {
        String format = value < 10 ? "%.2f" : value < 100 ? "%.1f" : "%.0f";
        return String.format(Locale.ROOT, format, value);
    }
}
