package io.dataflow.benchmarks.job;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What a contestant works on and with.
 *
 * @param data folder of the files below
 * @param output folder for results that are files; empty when a round begins, emptied after it
 * @param threads that may compute at the same time
 * @param heapBytes limit for the process, or for all processes together
 * @param settings further settings by name; {@code size} is always there
 */
public record Inputs(Path data, Path output, int threads, long heapBytes, Map<String, String> settings) {
    public Inputs {
        settings = Map.copyOf(settings);
    }

    public Size size() {
        return Size.of(settings.getOrDefault("size", "small"));
    }

    /** Folder for what a contestant keeps while it is open, spilled data included; empty at first, removed at the end. */
    public Path temporary() {
        return output.resolveSibling(output.getFileName() + "-temporary");
    }

    /** Lines of words with single spaces between them: ASCII, about ten words a line. */
    public Path text() {
        return data.resolve("text.txt");
    }

    /**
     * Records of 100 bytes without a byte below 32 but the last two, CR and LF: they can be read as fixed-width records
     * and as lines. The key is the first 10 bytes.
     */
    public Path records() {
        return data.resolve("records.dat");
    }

    /** Lines {@code key,value} of two longs; keys are uniform and not negative, values are from 0 to 999,999. */
    public Path pairs() {
        return data.resolve("pairs.csv");
    }

    /** Lines {@code source TAB target}: a directed edge each. */
    public Path edges() {
        return data.resolve("edges.tsv");
    }

    /** Lines of fields with {@code |} behind each, the last included, as TPC-H's generator writes them. */
    public Path lineItems() {
        return data.resolve("lineitem.tbl");
    }

    public Path orders() {
        return data.resolve("orders.tbl");
    }

    public Path customers() {
        return data.resolve("customer.tbl");
    }

    /** The records of {@link Work#TINY}. */
    public List<String> tinyStrings() {
        return List.of("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten");
    }
}
