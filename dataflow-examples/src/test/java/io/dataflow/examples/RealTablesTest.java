package io.dataflow.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Real tables, and what a database answers about them; skipped where there are none. */
@Timeout(300)
class RealTablesTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource(Place.class)
    void answers_are_those_of_a_database(Place place) throws IOException {
        Path data = Files.createDirectory(folder.resolve("data"));
        for (String name : new String[] {
            "tabular/openflights/routes.dat.gz",
            "tabular/openflights/airports.dat.gz",
            "tabular/diamonds.csv.gz",
            "tabular/nycflights13/weather.csv.gz",
            "tabular/us-airports.csv.gz",
            "logs/apache_logs.gz",
            "streaming/nyc-taxis-2019-03.csv.gz"
        }) {
            SampleData.unpacked(name, data);
        }
        // One array of objects without nested ones; a line for each is what is read.
        String flights = Files.readString(SampleData.unpacked("tabular/flights-20k.json.gz", data));
        Files.writeString(
                data.resolve("flights.jsonl"),
                flights.strip().substring(1, flights.strip().length() - 1).replace("},", "}\n"));
        Map<String, List<String>> expected = expected();

        Map<String, List<String>> answers = place.run(folder, session -> {
            Map<String, List<String>> found = new TreeMap<>();
            expected.keySet().forEach(name -> found.put(name, new RealTables(session, data).answer(name)));
            return found;
        });

        assertThat(expected).hasSize(8);
        expected.forEach((name, rows) -> assertThat(answers.get(name)).as(name).isEqualTo(rows));
    }

    /** By name, without headers. */
    private static Map<String, List<String>> expected() throws IOException {
        Map<String, List<String>> expected = new TreeMap<>();
        try (ZipFile answers =
                new ZipFile(SampleData.path("expected/real-table-queries.zip").toFile())) {
            for (ZipEntry entry : Collections.list(answers.entries())) {
                if (entry.getName().endsWith(".tsv")) {
                    try (InputStream answer = answers.getInputStream(entry)) {
                        expected.put(
                                entry.getName().replace(".tsv", ""),
                                new String(answer.readAllBytes(), StandardCharsets.UTF_8)
                                        .lines()
                                        .skip(1)
                                        .toList());
                    }
                }
            }
        }
        return expected;
    }
}
