package io.dataflow.examples.flights;

import static org.assertj.core.api.Assertions.assertThat;

import io.dataflow.examples.Place;
import io.dataflow.examples.SampleData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The files of openflights.org; skipped where there are none. */
@Timeout(120)
class SampleFlightsTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource(Place.class)
    void answers_are_those_of_a_plain_program(Place place) throws IOException {
        Path data = Files.createDirectory(folder.resolve("data"));
        for (String name : new String[] {"airports", "airlines", "routes"}) {
            SampleData.unpacked("tabular/openflights/" + name + ".dat.gz", data);
        }
        PlainFlights expected = PlainFlights.in(data);

        Answers answers = place.run(folder, session -> Answers.of(Flights.in(data, session, 200_000), session));

        assertThat(answers.busiest())
                .containsExactlyElementsOf(expected.busiest())
                .hasSizeGreaterThan(3_000);
        assertThat(answers.missing())
                .containsExactlyElementsOf(expected.missing())
                .hasSizeGreaterThan(200);
        assertThat(answers.countries())
                .containsExactlyElementsOf(expected.countries())
                .hasSizeGreaterThan(270);
        assertThat(answers.longest())
                .containsExactlyElementsOf(expected.longest())
                .hasSizeGreaterThan(18_000);
    }
}
