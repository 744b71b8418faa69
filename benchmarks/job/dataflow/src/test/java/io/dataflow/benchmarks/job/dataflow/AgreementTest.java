package io.dataflow.benchmarks.job.dataflow;

import static org.assertj.core.api.Assertions.assertThat;

import io.dataflow.benchmarks.job.Answer;
import io.dataflow.benchmarks.job.Contestant;
import io.dataflow.benchmarks.job.Inputs;
import io.dataflow.benchmarks.job.Result;
import io.dataflow.benchmarks.job.Work;
import io.dataflow.benchmarks.job.data.Edges;
import io.dataflow.benchmarks.job.data.Pairs;
import io.dataflow.benchmarks.job.data.SortRecords;
import io.dataflow.benchmarks.job.data.ZipfText;
import io.dataflow.benchmarks.job.duckdb.DuckDbMain;
import io.dataflow.benchmarks.job.plain.PlainMain;
import io.dataflow.benchmarks.job.plain.TpchTables;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** All contestants that need no download come to the same answers, here on little data. */
class AgreementTest {
    @TempDir
    static Path data;

    @TempDir
    Path folder;

    @BeforeAll
    static void makeData() throws IOException {
        Inputs inputs = inputs(data);
        write(inputs.text(), output -> new ZipfText(7, 5_000).write(output, 300_000));
        write(inputs.records(), output -> SortRecords.write(output, 11, 5_000));
        write(inputs.pairs(), output -> Pairs.write(output, 13, 20_000, 3_000));
        write(
                inputs.edges(),
                output -> Edges.write(output, 17, 50_000, inputs.size().vertices()));
        TpchTables.main(new String[] {data.toString(), "0.002"});
    }

    private static Inputs inputs(Path folder) {
        return new Inputs(data, folder.resolve("output"), 2, 256L << 20, Map.of("size", "small"));
    }

    private static void write(Path file, Writer writer) throws IOException {
        try (OutputStream output = Files.newOutputStream(file)) {
            writer.write(output);
        }
    }

    private interface Writer {
        void write(OutputStream output) throws IOException;
    }

    @ParameterizedTest
    @EnumSource(
            value = Work.class,
            names = {"CHAIN_AFTER_100"},
            mode = EnumSource.Mode.EXCLUDE)
    void dataflow_answers_what_plain_java_answers(Work work) throws Exception {
        Answer plain = answer(PlainMain::open, "plain-1", work);

        assertThat(plain.rows()).isPositive();
        assertThat(answer(PlainMain::open, "plain-2", work)).isEqualTo(plain);
        assertThat(answer(DataflowMain::open, "dataflow", work)).isEqualTo(plain);
    }

    @ParameterizedTest
    @EnumSource(
            value = Work.class,
            names = {"WORDCOUNT_STRING", "SORT", "GROUP", "JOIN"})
    void duckdb_answers_what_plain_java_answers(Work work) throws Exception {
        assertThat(answer(DuckDbMain::open, "duckdb", work)).isEqualTo(answer(PlainMain::open, "plain-1", work));
    }

    @Test
    void gnu_sort_sorts_the_same() throws Exception {
        assertThat(answer(PlainMain::open, "gnu-sort", Work.SORT))
                .isEqualTo(answer(PlainMain::open, "plain-2", Work.SORT));
    }

    @Test
    void a_chain_comes_to_the_same_after_a_hundred_others() throws Exception {
        assertThat(answer(DataflowMain::open, "dataflow", Work.CHAIN_AFTER_100))
                .isEqualTo(answer(PlainMain::open, "plain-1", Work.CHAIN));
    }

    @Test
    void workers_in_processes_of_their_own_come_to_the_same() throws Exception {
        assertThat(answer(DataflowMain::open, "dataflow-cluster", Work.WORDCOUNT_TEXT))
                .isEqualTo(answer(PlainMain::open, "plain-1", Work.WORDCOUNT_TEXT));
    }

    private Answer answer(Contestant.Factory factory, String name, Work work) throws Exception {
        Inputs inputs = inputs(Files.createTempDirectory(folder, name));
        Files.createDirectories(inputs.output());
        Files.createDirectories(inputs.temporary());
        try (Contestant contestant = factory.open(name, inputs)) {
            assertThat(contestant.name()).isEqualTo(name);
            assertThat(contestant.version()).isNotEmpty();
            assertThat(contestant.works()).contains(work);
            contestant.prepare(work, inputs);
            Result result = contestant.run(work, inputs);
            return result.answer() == null ? contestant.answer(work, inputs) : result.answer();
        }
    }
}
