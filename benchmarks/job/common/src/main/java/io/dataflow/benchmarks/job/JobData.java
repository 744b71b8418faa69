package io.dataflow.benchmarks.job;

import io.dataflow.benchmarks.job.data.Edges;
import io.dataflow.benchmarks.job.data.Pairs;
import io.dataflow.benchmarks.job.data.SortRecords;
import io.dataflow.benchmarks.job.data.ZipfText;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Makes the input files, each once. The tables of {@link Work#JOIN} have a generator of their own. */
final class JobData {
    private static final int DISTINCT_WORDS = 100_000;
    private static final int BUFFER_BYTES = 1 << 20;

    private JobData() {}

    /** Does nothing where the file is there. */
    static void make(Work work, Inputs inputs) throws IOException {
        Size size = inputs.size();
        switch (work) {
            case WORDCOUNT_TEXT, WORDCOUNT_STRING ->
                make(inputs.text(), output -> new ZipfText(7, DISTINCT_WORDS).write(output, size.textBytes()));
            case SORT -> make(inputs.records(), output -> SortRecords.write(output, 11, size.sortRecords()));
            case GROUP -> make(inputs.pairs(), output -> Pairs.write(output, 13, size.pairs(), size.pairKeys()));
            case PAGERANK -> make(inputs.edges(), output -> Edges.write(output, 17, size.edges(), size.vertices()));
            case JOIN, CHAIN, CHAIN_AFTER_100, TINY, TINY_1000, EMPTY_TASKS -> {}
        }
    }

    private static void make(Path file, Writer writer) throws IOException {
        if (Files.exists(file)) {
            return;
        }
        Files.createDirectories(file.toAbsolutePath().getParent());
        Path part = file.resolveSibling(file.getFileName() + ".part");
        try (OutputStream output = new BufferedOutputStream(Files.newOutputStream(part), BUFFER_BYTES)) {
            writer.write(output);
        }
        Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
    }

    private interface Writer {
        void write(OutputStream output) throws IOException;
    }
}
