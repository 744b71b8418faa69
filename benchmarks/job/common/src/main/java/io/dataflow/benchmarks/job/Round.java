package io.dataflow.benchmarks.job;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One line that a contestant's process prints for one round; sizes and times are -1 where they are not known.
 *
 * @param index 0 is the first of its process
 * @param cpuNanos of the process and of those it started
 * @param failure null if there is an answer
 */
record Round(
        String contestant,
        String version,
        Work work,
        int index,
        long wallNanos,
        long cpuNanos,
        long peakBytes,
        long gcNanos,
        long spilledBytes,
        Answer answer,
        @Nullable String failure) {

    static Round failed(String contestant, Work work, int index, String failure) {
        return new Round(contestant, "", work, index, -1, -1, -1, -1, -1, Answer.NOTHING, failure);
    }

    String toJson() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("contestant", contestant);
        fields.put("version", version);
        fields.put("work", work.id());
        fields.put("round", (long) index);
        fields.put("wallNanos", wallNanos);
        fields.put("cpuNanos", cpuNanos);
        fields.put("peakRssBytes", peakBytes);
        fields.put("gcNanos", gcNanos);
        fields.put("spilledBytes", spilledBytes);
        fields.put("rows", answer.rows());
        fields.put("hash", Long.toHexString(answer.hash()));
        if (failure != null) {
            fields.put("failure", failure);
        }
        return Json.object(fields);
    }

    /** @throws IllegalArgumentException if the line is none of {@link #toJson} */
    static Round parse(String line) {
        Map<String, Object> fields = Json.parseFlat(line);
        try {
            return new Round(
                    (String) field(fields, "contestant"),
                    (String) field(fields, "version"),
                    Work.of((String) field(fields, "work")),
                    Math.toIntExact((Long) field(fields, "round")),
                    (Long) field(fields, "wallNanos"),
                    (Long) field(fields, "cpuNanos"),
                    (Long) field(fields, "peakRssBytes"),
                    (Long) field(fields, "gcNanos"),
                    (Long) field(fields, "spilledBytes"),
                    new Answer(
                            (Long) field(fields, "rows"), Long.parseUnsignedLong((String) field(fields, "hash"), 16)),
                    (String) fields.get("failure"));
        } catch (ClassCastException wrongType) {
            throw new IllegalArgumentException("No line of a round: " + line, wrongType);
        }
    }

    private static Object field(Map<String, Object> fields, String name) {
        Object value = fields.get(name);
        if (value == null) {
            throw new IllegalArgumentException("A line of a round has no '" + name + "': " + fields);
        }
        return value;
    }
}
