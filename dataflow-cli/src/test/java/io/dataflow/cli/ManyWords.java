package io.dataflow.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** A text of two hundred megabytes, long enough for something to happen while it is counted, and its counts. */
record ManyWords(Path file, List<String> table) {
    private static final int COPIES = 200;
    private static final int WORDS_A_COPY = 160_000;
    private static final int DISTINCT = 20_000;

    static ManyWords write(Path file) throws IOException {
        Random random = new Random(5);
        StringBuilder text = new StringBuilder();
        Map<String, Long> counts = new TreeMap<>();
        for (int i = 0; i < WORDS_A_COPY; i++) {
            String word = "w" + random.nextInt(DISTINCT);
            counts.merge(word, (long) COPIES, Long::sum);
            text.append(word).append(i % 10 == 9 ? '\n' : ' ');
        }
        byte[] copy = text.toString().getBytes(StandardCharsets.US_ASCII);
        try (OutputStream output = Files.newOutputStream(file)) {
            for (int i = 0; i < COPIES; i++) {
                output.write(copy);
            }
        }
        List<String> table = counts.entrySet().stream()
                .map(count -> count.getKey() + "\t" + count.getValue())
                .toList();
        return new ManyWords(file, table);
    }
}
