package io.dataflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WordCountCommandTest {
    @TempDir
    private Path folder;

    @Test
    void the_most_frequent_words_come_first_and_then_where_the_time_went() throws IOException {
        CommandRun run = CommandRun.of("example", "wordcount", "--input", text().toString(), "--top", "2");

        assertThat(run.status()).isZero();
        assertThat(run.err()).isEmpty();
        List<String> lines = run.out().lines().toList();
        assertThat(lines.subList(0, 4)).containsExactly("3  the", "2  cat", "", "3 lines, 8 tokens, 5 distinct tokens");
        assertThat(lines.get(5)).contains("elapsed", "tasks", "attempts", "records", "bytes", "spilled", "stage");
        assertThat(lines.get(6)).contains("text " + text());
        assertThat(lines.get(lines.size() - 1)).startsWith("in all ").endsWith("spilled 0 B");
    }

    @Test
    void all_counts_are_written_in_the_order_of_bytes() throws IOException {
        Path output = folder.resolve("out");

        CommandRun run = CommandRun.of(
                "example", "wordcount", "--input", text().toString(), "--output", output.toString(), "--top", "1");

        assertThat(run.out())
                .contains("3  the", "3 lines, 8 tokens, 5 distinct tokens", "wrote 5 counts into " + output);
        assertThat(Counted.table(output)).containsExactly("The\t1", "and\t1", "cat\t2", "dog\t1", "the\t3");
        assertThat(output.resolve("_SUCCESS")).exists();
    }

    @Test
    void letters_are_lowered_and_inputs_added_up_on_request() throws IOException {
        CommandRun run = CommandRun.of(
                "example",
                "wordcount",
                "--lowercase",
                "--split-size",
                "1",
                "--slots",
                "2",
                "--memory",
                "16MB",
                "--input",
                text().toString(),
                Files.writeString(folder.resolve("more.txt"), "DOG").toString());

        assertThat(run.out()).startsWith("4  the\n2  cat\n2  dog\n1  and\n").contains("4 lines, 9 tokens, 4 distinct");
    }

    @Test
    void progress_is_drawn_on_a_terminal_and_wiped_at_the_end() throws IOException {
        CommandRun run = CommandRun.onTerminal(40, "example", "wordcount", "--input", text().toString());

        assertThat(run.status()).isZero();
        assertThat(run.err()).matches("(\r[^\r]{0,39}\u001B\\[K)*");
    }

    private Path text() throws IOException {
        return Files.writeString(folder.resolve("text.txt"), "the cat and\nthe dog\n The the cat");
    }
}
