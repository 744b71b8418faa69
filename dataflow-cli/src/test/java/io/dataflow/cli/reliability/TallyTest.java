package io.dataflow.cli.reliability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dataflow.cli.reliability.Tally.End;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TallyTest {
    private static final String SETTING = "a1b2c3 32MB links-100.txt";

    private final Tally tally = new Tally("PageRank", "worker killed", 2_000);

    private static Trial trial(int number, End end, long millis, boolean left) {
        return new Trial(SETTING, "PageRank", "worker killed", number, end, millis, 900, number, left, "1f", "");
    }

    @Test
    void a_row_counts_ends_and_compares_the_median_of_right_answers() {
        tally.add(trial(0, End.IDENTICAL, 3_000, false));
        tally.add(trial(1, End.IDENTICAL, 9_000, false));
        tally.add(trial(2, End.IDENTICAL, 4_000, false));
        tally.add(trial(3, End.CLEAR_ERROR, 60_000, false));
        tally.add(trial(4, End.MISSED, 1_000, false));

        assertThat(tally.row()).isEqualTo("| PageRank | worker killed | 4 | 3 | 1 | 0 | 0 | 3 | 4.0 s | 2.00 |");
        assertThat(tally.isGood()).isTrue();
    }

    @Test
    void a_wrong_answer_is_not_good() {
        tally.add(trial(0, End.WRONG, 1, false));

        assertThat(tally.row()).isEqualTo("| PageRank | worker killed | 1 | 0 | 0 | 1 | 0 | 0 | - | - |");
        assertThat(tally.isGood()).isFalse();
    }

    @Test
    void something_left_behind_is_not_good() {
        tally.add(trial(0, End.IDENTICAL, 2_000, true));

        assertThat(tally.row()).isEqualTo("| PageRank | worker killed | 1 | 1 | 0 | 0 | 1 | 0 | 2.0 s | 1.00 |");
        assertThat(tally.isGood()).isFalse();
    }

    @Test
    void a_fault_that_never_came_is_no_run() {
        tally.add(trial(0, End.MISSED, 2_000, false));

        assertThat(tally.row()).startsWith("| PageRank | worker killed | skipped: it never came in time");
        assertThat(columns(tally.row()))
                .isEqualTo(columns(Tally.HEADER.lines().findFirst().orElseThrow()));
    }

    private static long columns(String row) {
        return row.chars().filter(c -> c == '|').count();
    }

    @Test
    void a_row_has_as_many_columns_as_the_header() {
        tally.add(trial(0, End.IDENTICAL, 2_000, false));

        assertThat(columns(tally.row()))
                .isEqualTo(columns(Tally.HEADER.lines().findFirst().orElseThrow()));
    }

    @Test
    void runs_of_earlier_sittings_count_if_the_setting_is_the_same(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("results.tsv");
        Trials first = new Trials(file);
        first.add(new Trial(SETTING, "PageRank", "none", 0, End.IDENTICAL, 1_000, 700, 0, false, "1f", ""));
        first.add(
                new Trial(SETTING, "PageRank", "worker killed", 0, End.IDENTICAL, 2_000, 0, 3, true, "1f", "a\tb\nc"));
        first.add(new Trial("other", "PageRank", "worker killed", 1, End.WRONG, 5, 5, 0, false, "", ""));

        Trials again = new Trials(file);

        assertThat(again.has(SETTING, "PageRank", Fault.WORKER_KILLED, 0)).isTrue();
        assertThat(again.has(SETTING, "PageRank", Fault.WORKER_KILLED, 1)).isFalse();
        assertThat(again.faultless(SETTING, "PageRank")).isEqualTo(new Faultless("1f", 1_000, 700));
        assertThat(again.faultless("other", "PageRank")).isEqualTo(Faultless.UNKNOWN);
        assertThat(again.tally(SETTING, "PageRank", Fault.WORKER_KILLED).row())
                .isEqualTo("| PageRank | worker killed | 1 | 1 | 0 | 0 | 1 | 1 | 2.0 s | 2.00 |");
    }

    @Test
    void a_line_that_is_no_run_is_shown() {
        assertThatThrownBy(() -> Trial.parse("half a\tline")).hasMessageContaining("half a\tline");
    }

    @Test
    void what_ran_again_stands_in_the_summary() {
        Summary summary = new Summary(List.of(
                "   elapsed  tasks  attempts    records    bytes  spilled  stage",
                " 1   1.8 s  1,001     1,003    200,000  23.0 MB      0 B  text > by key 3  4  5",
                "12   481 ms      1         2        5    389 B      0 B  merge",
                "3   1 min 3 s   2         2        5    389 B      0 B  merge",
                "in all 6.2 s, spilled 0 B",
                "",
                "Lost on the way and computed again:",
                "  worker w1"));

        assertThat(summary.repeated()).isEqualTo(3);
        assertThat(summary.losses()).isEqualTo("  worker w1");
        assertThat(new Summary(List.of()).losses()).isEmpty();
    }

    @Test
    void options_choose_by_parts_of_names() {
        Options options = new Options("--jobs", "tpc-h 3, Rank", "--runs", "7", "--journal");

        assertThat(options.chosen("jobs", "TPC-H 3")).isTrue();
        assertThat(options.chosen("jobs", "PageRank")).isTrue();
        assertThat(options.chosen("jobs", "word count")).isFalse();
        assertThat(options.chosen("faults", "anything")).isTrue();
        assertThat(options.number("runs", 20)).isEqualTo(7);
        assertThat(options.number("seed", 3)).isEqualTo(3);
        assertThat(options.has("journal")).isTrue();
    }
}
