package io.dataflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.dataflow.api.JobReport;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

class StageTableTest {
    private final StringWriter out = new StringWriter();

    @Test
    void stages_of_all_jobs_are_numbered_and_added_up() {
        StageTable.print(
                new PrintWriter(out),
                List.of(
                        Stages.report(
                                List.of(),
                                Stages.stage("read", 4, 4, 0, 64 << 20),
                                Stages.stage("sort", 8, 8, 0, 3 << 10)),
                        Stages.report(List.of(), Stages.stage("count", 1, 1, 0, 0))));

        assertThat(out.toString().lines())
                .containsExactly(
                        "   elapsed  tasks  attempts  records    bytes  spilled  stage",
                        "1    2.0 s      4         5  671,088  64.0 MB  32.0 MB  read",
                        "2    2.0 s      8         9       30   3.0 kB   1.5 kB  sort",
                        "3    2.0 s      1         2        0      0 B      0 B  count",
                        "in all 4.0 s, spilled 32.0 MB");
    }

    @Test
    void what_was_noticed_is_told_of_each_stage() {
        StageTable.print(
                new PrintWriter(out),
                List.of(Stages.report(
                        List.of(),
                        Stages.stage("read", 1, 1, 0, 0),
                        Stages.stage("join", 1, 1, 0, 0, "the key 7 has about 50 % of 1,000 records"))));

        assertThat(out.toString().lines())
                .endsWith("Noticed on the way:", "  stage 2: the key 7 has about 50 % of 1,000 records");
    }

    @Test
    void the_rounds_of_a_loop_are_added_up() {
        JobReport.Stage keyed = Stages.stage("by key", 4, 4, 0, 3 << 10);
        JobReport.Stage kept = Stages.stage("kept by job 7", 0, -1, 0, 0);
        JobReport round = Stages.report(List.of(), kept, keyed, keyed, Stages.stage("join", 1, 1, 0, 0));

        StageTable.print(new PrintWriter(out), List.of(round, round, Stages.report(List.of(), keyed)));

        assertThat(out.toString().lines())
                .containsExactly(
                        "   elapsed  tasks  attempts  records   bytes  spilled  stage",
                        "1    6.0 s     12        15       90  9.0 kB   4.5 kB  by key (3 times)",
                        "2    4.0 s      8        10       60  6.0 kB   3.0 kB  by key (2 times)",
                        "3    4.0 s      2         4        0     0 B      0 B  join (2 times)",
                        "in all 6.0 s, spilled 7.5 kB");
    }

    @Test
    void losses_are_told() {
        StageTable.print(new PrintWriter(out), List.of(Stages.report(List.of("Worker 7 was lost"))));

        assertThat(out.toString().lines()).endsWith("Lost on the way and computed again:", "  Worker 7 was lost");
    }
}
