package io.dataflow.examples.weblog;

import static org.assertj.core.api.Assertions.assertThat;

import io.dataflow.api.OnePass;
import io.dataflow.api.io.TextFiles;
import io.dataflow.examples.Place;
import io.dataflow.examples.SampleData;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Ten thousand lines of a real log; skipped where there are none. */
@Timeout(120)
class SampleLogTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource(Place.class)
    void visits_and_clients_are_those_of_other_programs(Place place) throws IOException {
        Path log = SampleData.unpacked("logs/apache_logs.gz", folder);
        PlainWebSessions expected = PlainWebSessions.of(Files.readAllLines(log), WebSessions.USUAL_GAP);

        place.run(folder, session -> {
            WebSessions sessions = WebSessions.of(
                    session.read(TextFiles.of(log).splitBytes(200_000).strings()), WebSessions.USUAL_GAP);
            OnePass pass = session.onePass();
            OnePass.Result<WebSessions.Summary> summary = sessions.summary(pass);
            OnePass.Result<List<Visit>> visits =
                    pass.collect(sessions.visits().sortBy(Visit::start).thenBy(Visit::client));
            OnePass.Result<List<String>> rejected =
                    pass.collect(sessions.rejected().map(line -> (String) line.record()));
            OnePass.Result<List<WebSessions.Client>> clients =
                    pass.collect(sessions.clients().limit(50));
            pass.run();

            assertThat(visits.get()).isEqualTo(expected.visits());
            assertThat(rejected.get()).isEqualTo(expected.rejected()).hasSize(1);
            assertThat(clients.get().stream().map(client -> client.name() + "\t" + client.requests()))
                    .isEqualTo(topClients());
            assertThat(summary.get().visits()).isEqualTo(3_052);
            assertThat(summary.get().meanSeconds()).contains(49_207 / 3_052.0);
            assertThat(summary.get().busiest())
                    .isEqualTo(Optional.of(new WebSessions.Client("66.249.73.135", 80, 482)));
            return null;
        });
    }

    /** The answer of a database: client, tab and requests. */
    private static List<String> topClients() {
        try (ZipFile answers = new ZipFile(
                        SampleData.path("expected/real-table-queries.zip").toFile());
                InputStream answer = answers.getInputStream(answers.getEntry("r07-apache-top-ip.tsv"))) {
            String text = new String(answer.readAllBytes(), StandardCharsets.UTF_8);
            return text.lines()
                    .skip(1)
                    .map(line -> line.substring(0, line.lastIndexOf('\t')))
                    .toList();
        } catch (IOException failure) {
            throw new AssertionError(failure);
        }
    }
}
