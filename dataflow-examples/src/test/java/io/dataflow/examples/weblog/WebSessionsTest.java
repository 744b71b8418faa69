package io.dataflow.examples.weblog;

import static org.assertj.core.api.Assertions.assertThat;

import io.dataflow.api.OnePass;
import io.dataflow.api.Session;
import io.dataflow.api.SessionOptions;
import io.dataflow.api.io.TextFiles;
import io.dataflow.api.testing.ReferenceSession;
import io.dataflow.examples.Place;
import io.dataflow.testing.Seeds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class WebSessionsTest {
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final Duration GAP = Duration.ofMinutes(30);
    private static final DateTimeFormatter LOGGED = DateTimeFormatter.ofPattern(
                    "dd/MMM/yyyy:HH:mm:ss Z", Locale.ENGLISH)
            .withZone(ZoneOffset.ofHours(2));

    @TempDir
    private Path folder;

    private static String line(String client, long second, String page, String bytes) {
        return client + " - - [" + LOGGED.format(NOON.plusSeconds(second)) + "] \"GET " + page + " HTTP/1.1\" 200 "
                + bytes + " \"-\" \"Mozilla/5.0 (X11; Linux)\"";
    }

    private static Visit visit(String client, long start, long end, long requests, long bytes, String... pages) {
        return new Visit(client, NOON.plusSeconds(start), NOON.plusSeconds(end), requests, bytes, pages[0], pages[1]);
    }

    /** What came out, in an order that does not depend on where it was computed. */
    private record Outcome(
            List<Visit> visits, List<WebSessions.Client> clients, List<String> rejected, WebSessions.Summary summary) {
        static Outcome of(WebSessions sessions, Session session) {
            OnePass pass = session.onePass();
            OnePass.Result<WebSessions.Summary> summary = sessions.summary(pass);
            OnePass.Result<List<Visit>> visits =
                    pass.collect(sessions.visits().sortBy(Visit::start).thenBy(Visit::client));
            OnePass.Result<List<WebSessions.Client>> clients = pass.collect(sessions.clients());
            OnePass.Result<List<String>> rejected = pass.collect(sessions.rejected()
                    .map(line -> line.record() + ": " + line.operator() + ": " + line.error())
                    .sortBy(line -> line));
            pass.run();
            return new Outcome(visits.get(), clients.get(), rejected.get(), summary.get());
        }
    }

    private static Outcome of(Duration gap, String... lines) {
        try (Session session = ReferenceSession.open()) {
            return Outcome.of(WebSessions.of(session.of(lines), gap), session);
        }
    }

    @Test
    void a_visit_goes_on_after_the_gap_and_is_over_after_a_longer_silence() {
        Outcome outcome = of(
                GAP,
                line("a", 1800, "/second", "20"),
                line("a", 0, "/first", "1"),
                line("a", 3601, "/third", "300"),
                line("b", 1801, "/first", "-"));

        assertThat(outcome.visits())
                .containsExactly(
                        visit("a", 0, 1800, 2, 21, "/first", "/second"),
                        visit("b", 1801, 1801, 1, 0, "/first", "/first"),
                        visit("a", 3601, 3601, 1, 300, "/third", "/third"));
    }

    @Test
    void requests_of_one_second_are_taken_in_the_order_of_their_pages() {
        Outcome outcome = of(GAP, line("a", 5, "/c", "1"), line("a", 5, "/a", "1"), line("a", 5, "/b", "1"));

        assertThat(outcome.visits()).containsExactly(visit("a", 5, 5, 3, 3, "/a", "/c"));
    }

    @Test
    void the_summary_names_the_longest_visit_and_the_busiest_client() {
        Outcome outcome = of(
                GAP,
                line("a", 0, "/", "1"),
                line("a", 90, "/", "1"),
                line("b", 0, "/", "1"),
                line("b", 10_000, "/", "1"),
                line("b", 10_000, "/", "1"));

        assertThat(outcome.clients())
                .containsExactly(new WebSessions.Client("b", 2, 3), new WebSessions.Client("a", 1, 2));
        assertThat(outcome.summary())
                .isEqualTo(new WebSessions.Summary(
                        3,
                        Optional.of(30.0),
                        Optional.of(visit("a", 0, 90, 2, 2, "/", "/")),
                        Optional.of(new WebSessions.Client("b", 2, 3)),
                        0));
    }

    @Test
    void a_log_without_requests_has_a_summary_too() {
        WebSessions.Summary nothing =
                new WebSessions.Summary(0, Optional.empty(), Optional.empty(), Optional.empty(), 1);

        assertThat(of(GAP, "").summary()).isEqualTo(nothing);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "not a line of a log",
                "a - - [01/Mar/2026:12:00:00 +0000] \"-\" 408 - \"-\" \"-\"",
                "a - - [01/Mar/2026:12:00:00 +0000] \"GET / HTTP/1.1\" 200 5",
                "a - - [01/Mar/2026:12:00:00 +0000] \"GET / HTTP/1.1\" 200 5 \"-\" \"cut off",
                "a - - [01/Mar/2026:12:00:00 +0000] \"GET / HTTP/1.1\" 200 99999999999999999999 \"-\" \"-\"",
                "a - - [41/Mar/2026:12:00:00 +0000] \"GET / HTTP/1.1\" 200 5 \"-\" \"-\""
            })
    void a_line_that_is_no_request_is_set_aside(String line) {
        Outcome outcome = of(GAP, line, line("a", 0, "/", "1"));

        assertThat(outcome.rejected()).singleElement().asString().startsWith(line + ": parse: java.");
        assertThat(outcome.visits()).containsExactly(visit("a", 0, 0, 1, 1, "/", "/"));
        assertThat(outcome.summary().rejectedLines()).isEqualTo(1);
    }

    @Test
    void names_of_all_kinds_and_escaped_quotes_are_read() {
        Outcome outcome = of(
                GAP,
                "2001:db8::1 - frank [01/Mar/2026:14:00:00 +0200] \"GET /\\\"a\\\"?b=c HTTP/1.1\" 304 7 \"http://x/\\\"\" \"\\\"\"");

        assertThat(outcome.visits())
                .containsExactly(visit("2001:db8::1", 0, 0, 1, 7, "/\\\"a\\\"?b=c", "/\\\"a\\\"?b=c"));
    }

    @Seeds(20)
    void visits_are_those_of_a_plain_program(Random random) {
        List<String> lines = randomLines(random, random.nextInt(400));
        Duration gap = Duration.ofSeconds(1 + random.nextInt(60));
        PlainWebSessions expected = PlainWebSessions.of(lines, gap);

        try (Session session =
                Session.local(SessionOptions.defaults().memoryBytes(16 << 20).slots(2))) {
            Outcome outcome = Outcome.of(WebSessions.of(session.fromIterable(lines, String.class), gap), session);

            assertThat(outcome.visits()).isEqualTo(expected.visits());
            assertThat(outcome.rejected()).hasSameSizeAs(expected.rejected());
        }
    }

    @ParameterizedTest
    @EnumSource(Place.class)
    void the_outcome_is_the_same_everywhere(Place place) throws IOException {
        List<String> lines = randomLines(new Random(7), 3_000);
        Files.write(folder.resolve("log"), lines);
        PlainWebSessions expected = PlainWebSessions.of(lines, Duration.ofSeconds(30));

        Outcome outcome = place.run(folder, session -> {
            TextFiles log = TextFiles.of(folder.resolve("log")).splitBytes(50_000);
            return Outcome.of(WebSessions.of(session.read(log.strings()), Duration.ofSeconds(30)), session);
        });

        assertThat(outcome.visits()).isEqualTo(expected.visits());
        assertThat(outcome.rejected()).hasSameSizeAs(expected.rejected());
    }

    /** A few clients at times that are mostly about as far apart as gaps are long, and now and then a line of something else. */
    private static List<String> randomLines(Random random, int count) {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String client = "10.0.0." + random.nextInt(5);
            String page = "/" + random.nextInt(4);
            String bytes = random.nextInt(5) == 0 ? "-" : Integer.toString(random.nextInt(10_000));
            String line = line(client, random.nextInt(10 * count), page, bytes);
            lines.add(random.nextInt(20) == 0 ? line.substring(0, random.nextInt(line.length())) : line);
        }
        return lines;
    }
}
