package io.dataflow.files;

import static org.assertj.core.api.Assertions.assertThat;

import io.dataflow.api.failure.DataflowException;
import io.dataflow.api.failure.FailureKind;
import io.dataflow.api.io.Source;
import io.dataflow.testing.Seeds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;

/** Bytes that nobody meant as CSV or JSON are records or bad records, and never anything else. */
class RandomBytesTest {
    private static final byte[] LIKELY =
            "\"\",,;\n\n\r{}[]:1a\\ #'\u00e4NA.".getBytes(java.nio.charset.StandardCharsets.UTF_8);

    @TempDir
    private Path folder;

    record Some(Integer number, String text, double real) {}

    private Path file(Random random) throws IOException {
        byte[] bytes = new byte[random.nextInt(random.nextInt(10) == 0 ? 60_000 : 200)];
        random.nextBytes(bytes);
        if (random.nextInt(4) != 0) {
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = random.nextInt(200) == 0 ? bytes[i] : LIKELY[random.nextInt(LIKELY.length)];
            }
        }
        return Files.write(folder.resolve("data"), bytes);
    }

    private static void assertReadOrRefused(Source<?> source) throws Exception {
        try {
            assertThat(Reading.all(source)).doesNotContainNull();
        } catch (DataflowException refused) {
            assertThat(refused.kind()).isEqualTo(FailureKind.BAD_DATA);
            assertThat(refused.getMessage()).contains("data").hasSizeLessThan(2_000);
        }
    }

    private static CsvFiles any(CsvFiles files, Random random) {
        CsvFiles some = files.header(random.nextBoolean())
                .multiline(random.nextBoolean())
                .ragged(random.nextBoolean())
                .trailingDelimiter(random.nextBoolean())
                .missingColumns(random.nextBoolean())
                .skipLines(random.nextInt(3))
                .splitBytes(1 + random.nextInt(300))
                .onBad(random.nextBoolean() ? BadRecords.skip(1_000_000) : BadRecords.fail());
        return switch (random.nextInt(4)) {
            case 0 -> some.comment('#').delimiter(';');
            case 1 -> some.unquoted();
            case 2 -> some.charset("ISO-8859-1").maxRecordBytes(1 + random.nextInt(100));
            default -> some;
        };
    }

    @Seeds(400)
    void csv_is_read_or_refused(Random random) throws Exception {
        Path file = file(random);

        assertReadOrRefused(any(Csv.files(file), random).rows());
        assertReadOrRefused(any(Csv.files(file), random).as(Some.class));
    }

    @Seeds(200)
    void csv_is_the_same_in_any_splits(Random random) throws Exception {
        CsvFiles files = any(Csv.files(file(random)), random)
                .multiline(false)
                .maxRecordBytes(1 << 20)
                .skipLines(0)
                .onBad(BadRecords.skip(1_000_000));
        try {
            List<CsvRow> whole = Reading.all(files.splitBytes(Long.MAX_VALUE).rows());

            assertThat(Reading.all(files.splitBytes(1 + random.nextInt(50)).rows()))
                    .isEqualTo(whole);
        } catch (DataflowException refused) {
            assertThat(refused).hasMessageContaining("header").hasMessageNotContaining("INTERNAL");
        }
    }

    @Seeds(400)
    void json_is_read_or_refused(Random random) throws Exception {
        JsonFiles files = JsonLines.files(file(random))
                .splitBytes(1 + random.nextInt(300))
                .onBad(random.nextBoolean() ? BadRecords.skip(1_000_000) : BadRecords.fail());

        assertReadOrRefused(files.values());
        assertReadOrRefused(files.as(Some.class));
    }
}
