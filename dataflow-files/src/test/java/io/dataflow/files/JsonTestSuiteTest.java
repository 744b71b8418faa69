package io.dataflow.files;

import static org.assertj.core.api.Assertions.assertThat;

import io.dataflow.api.failure.DataflowException;
import io.dataflow.api.failure.FailureKind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The files of JSONTestSuite, each as one line: those that hold a line end are another thing to JSON lines, and those that
 * are blank have no line. Skipped where there are none.
 */
class JsonTestSuiteTest {
    @TempDir
    private Path folder;

    @Test
    void what_must_parse_parses_and_what_must_not_is_refused() throws Exception {
        Map<String, byte[]> suite = SampleData.unzipped("formats/JSONTestSuite.zip");
        List<String> wrong = new ArrayList<>();
        int tried = 0;
        for (Map.Entry<String, byte[]> file : suite.entrySet()) {
            String name = file.getKey().substring(file.getKey().lastIndexOf('/') + 1);
            if (name.endsWith(".json") && file.getKey().contains("test_parsing") && isOneLine(file.getValue())) {
                tried++;
                boolean parsed = parses(name, file.getValue());
                if ((name.startsWith("y_") && !parsed) || (name.startsWith("n_") && parsed)) {
                    wrong.add(name);
                }
            }
        }

        assertThat(wrong).isEmpty();
        assertThat(tried).isGreaterThan(290);
    }

    private static boolean isOneLine(byte[] bytes) {
        boolean blank = true;
        for (byte each : bytes) {
            if (each == '\n') {
                return false;
            }
            blank &= each == ' ';
        }
        return !blank;
    }

    private boolean parses(String name, byte[] bytes) throws Exception {
        // A line that is null parses, but is no record.
        boolean isNull = new String(bytes, java.nio.charset.StandardCharsets.UTF_8)
                .strip()
                .equals("null");
        Path path = Files.write(folder.resolve(name), bytes);
        try {
            return Reading.all(JsonLines.files(path).values()).size() == 1;
        } catch (DataflowException refused) {
            assertThat(refused.kind()).isEqualTo(FailureKind.BAD_DATA);
            assertThat(refused).hasMessageContaining(name).hasMessageContaining("line 1");
            return isNull && refused.getMessage().contains("the value is null");
        }
    }
}
