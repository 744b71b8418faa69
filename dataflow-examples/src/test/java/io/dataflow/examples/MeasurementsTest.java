package io.dataflow.examples;

import static io.dataflow.api.aggregate.Aggregators.count;
import static io.dataflow.api.aggregate.Aggregators.max;
import static io.dataflow.api.aggregate.Aggregators.min;
import static io.dataflow.api.aggregate.Aggregators.sumLong;
import static org.assertj.core.api.Assertions.assertThat;

import io.dataflow.api.Session;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Least, mean and highest temperature by station, of the samples of the One Billion Row Challenge, to the character; skipped
 * where there are none.
 */
@Timeout(120)
class MeasurementsTest {
    private static final String NAME = "measurements-";

    @TempDir
    private Path folder;

    /** In tenths of a degree. */
    record Measurement(String station, long tenths) {
        static Measurement parse(String line) {
            int end = line.lastIndexOf(';');
            return new Measurement(
                    line.substring(0, end),
                    Long.parseLong(line.substring(end + 1).replace(".", "")));
        }
    }

    record Summary(String station, long least, long highest, long sum, long count) {
        /** The mean rounded to a tenth, halves up. */
        @Override
        public String toString() {
            long mean = Math.round((double) sum / count);
            return station + "=" + degrees(least) + "/" + degrees(mean) + "/" + degrees(highest);
        }

        private static BigDecimal degrees(long tenths) {
            return BigDecimal.valueOf(tenths, 1);
        }
    }

    @ParameterizedTest
    @EnumSource(Place.class)
    void summaries_are_the_expected_ones_to_the_character(Place place) throws IOException {
        List<String> expected = new ArrayList<>();
        List<Path> samples = new ArrayList<>();
        try (ZipFile zip = new ZipFile(SampleData.path("text/1brc-samples.zip").toFile())) {
            for (ZipEntry entry : Collections.list(zip.entries())) {
                if (entry.getName().endsWith(".txt")) {
                    String name = entry.getName().replace(".txt", "");
                    samples.add(Files.write(folder.resolve(name), bytes(zip, entry.getName())));
                    expected.add(new String(bytes(zip, name + ".out"), StandardCharsets.UTF_8).strip());
                }
            }
        }
        assertThat(samples)
                .hasSize(6)
                .allMatch(sample -> sample.getFileName().toString().startsWith(NAME));

        List<String> found = place.run(folder, session -> samples.stream()
                .map(sample -> summaries(session, sample))
                .toList());

        assertThat(found).isEqualTo(expected);
    }

    private static String summaries(Session session, Path sample) {
        List<Summary> summaries = session.readText(sample)
                .map(Measurement::parse)
                .groupBy(Measurement::station)
                .aggregate(
                        min(Measurement::tenths),
                        max(Measurement::tenths),
                        sumLong(Measurement::tenths),
                        count(),
                        Summary::new)
                .sortBy(Summary::station)
                .collect();
        String text = summaries.toString();
        return "{" + text.substring(1, text.length() - 1) + "}";
    }

    private static byte[] bytes(ZipFile zip, String name) throws IOException {
        try (InputStream content = zip.getInputStream(zip.getEntry(name))) {
            return content.readAllBytes();
        }
    }
}
