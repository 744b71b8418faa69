package io.dataflow.benchmarks.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReportTest {
    private static final Answer ANSWER = new Answer(3, 77);

    private final Results results = new Results();
    private final Environment environment = new Environment(Map.of("java", "17"));

    @Test
    void the_table_has_medians_and_the_ratio_to_dataflow() {
        add(Work.GROUP, "dataflow", 900_000_000, 400_000_000, 200_000_000, 300_000_000);
        add(Work.GROUP, "plain-1", 100_000_000, 90_000_000, 60_000_000, 75_000_000);

        String table = report().markdown();

        assertThat(table)
                .contains("| dataflow | 1.90 s | 300 ms | 200 ms to 400 ms | 1.00 | 600 ms | 1.00 ms | 50.0 MB |  |");
        assertThat(table)
                .contains("| plain-1 | 1.10 s | 75.0 ms | 60.0 ms to 90.0 ms | 0.25 | 150 ms | 1.00 ms | 50.0 MB |  |");
        assertThat(table).contains("- java: 17", "- plain-1 9: by hand");
    }

    @Test
    void works_of_many_jobs_are_told_by_job() {
        add(Work.TINY_1000, "dataflow", 900_000, 400_000, 400_000);

        String table = report().markdown();

        assertThat(table).contains("for one of 1000", "| dataflow | 1.00 s | 400 ns |");
    }

    @Test
    void a_single_round_has_no_warm_time() {
        add(Work.TINY, "dataflow", 900_000);

        assertThat(report().markdown()).contains("| dataflow | 1.00 s |  |  |  |  |  | 50.0 MB |  |");
        assertThat(new Chart(results, Size.of("full")).svg()).doesNotContain("class=\"dataflow\"");
    }

    @Test
    void rounds_survive_json() {
        Round round = new Round("a \"b\"\n", "1", Work.SORT, 2, 1, -1, 3, 4, 5, new Answer(6, -7), null);
        Round failed = Round.failed("c", Work.TINY, 0, "a\\b");

        assertThat(Round.parse(round.toJson())).isEqualTo(round);
        assertThat(Round.parse(failed.toJson())).isEqualTo(failed);
    }

    @Test
    void bars_are_as_long_as_times() {
        add(Work.CHAIN, "dataflow", 1, 100);
        add(Work.CHAIN, "<other>", 1, 200);

        String svg = new Chart(results, Size.of("full")).svg();

        assertThat(svg).contains("class=\"dataflow\" x=\"170\" y=\"44\" width=\"210.0\"");
        assertThat(svg)
                .contains("class=\"other\" x=\"170\" y=\"64\" width=\"420.0\"")
                .contains("&lt;other>");
    }

    private Report report() {
        return new Report(results, environment, Size.of("full"), Map.of("plain-1", "by hand"));
    }

    private void add(Work work, String contestant, long... wallNanos) {
        List<Round> rounds = new ArrayList<>();
        for (int i = 0; i < wallNanos.length; i++) {
            long wall = wallNanos[i];
            rounds.add(new Round(contestant, "9", work, i, wall, 2 * wall, 50_000_000, 1_000_000, -1, ANSWER, null));
        }
        results.add(work, contestant, new Results.Run(1_000_000_000 + wallNanos[0], rounds));
    }
}
