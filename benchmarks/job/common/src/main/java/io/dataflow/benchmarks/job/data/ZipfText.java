package io.dataflow.benchmarks.job.data;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Text whose words are as unevenly distributed as those of a language: the word of rank r is drawn with a probability of
 * one over r. The same numbers give the same bytes, on every machine.
 *
 * @param distinctCount words to draw from
 */
public record ZipfText(long seed, int distinctCount) {
    private static final int BUFFER_BYTES = 1 << 20;
    private static final int MIN_WORDS_A_LINE = 8;
    private static final int MAX_WORDS_A_LINE = 12;
    private static final int MAX_LINE_BYTES = MAX_WORDS_A_LINE * (Vocabulary.MAX_LETTERS + 1);

    private static final String USAGE =
            """
            ZipfText --bytes N [--distinct N] [--seed N] FILE   writes whole lines, up to N bytes
            ZipfText --count FILE                               counts the tokens of any file""";

    public ZipfText {
        if (distinctCount < 1 || distinctCount > Vocabulary.MAX_WORDS) {
            throw new IllegalArgumentException(
                    "distinct must be from 1 to " + Vocabulary.MAX_WORDS + ", got " + distinctCount);
        }
    }

    /** Generates a text, or counts one without any code of Dataflow's. */
    public static void main(String[] arguments) throws IOException {
        long bytes = 0;
        long seed = 1;
        int distinctCount = 500_000;
        boolean count = false;
        Path file = null;
        for (int i = 0; i < arguments.length; i++) {
            switch (arguments[i]) {
                case "--bytes" -> bytes = Long.parseLong(arguments[++i]);
                case "--distinct" -> distinctCount = Integer.parseInt(arguments[++i]);
                case "--seed" -> seed = Long.parseLong(arguments[++i]);
                case "--count" -> count = true;
                default -> file = Path.of(arguments[i]);
            }
        }
        if (file == null || count == bytes > 0) {
            System.err.println(USAGE);
            System.exit(2);
        } else if (count) {
            System.out.println(TokenCounts.of(file).summary());
        } else {
            generate(new ZipfText(seed, distinctCount), file, bytes);
        }
    }

    private static void generate(ZipfText text, Path file, long bytes) throws IOException {
        long start = System.nanoTime();
        try (OutputStream output = Files.newOutputStream(file)) {
            text.write(output, bytes);
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        System.out.println(String.format(
                Locale.ROOT, "%,d bytes in %.1f s, %.0f MB/s", Files.size(file), seconds, bytes / seconds / 1e6));
    }

    /** As many whole lines as {@code limitBytes} have room for. */
    public void write(OutputStream output, long limitBytes) throws IOException {
        Vocabulary words = Vocabulary.of(distinctCount, new Random64(seed));
        ZipfRanks ranks = ZipfRanks.of(distinctCount);
        Random64 random = new Random64(~seed);
        byte[] buffer = new byte[BUFFER_BYTES];
        int end = 0;
        long room = limitBytes;
        while (true) {
            if (end > BUFFER_BYTES - MAX_LINE_BYTES) {
                output.write(buffer, 0, end);
                end = 0;
            }
            int lineEnd = line(buffer, end, words, ranks, random);
            room -= lineEnd - end;
            if (room < 0) {
                output.write(buffer, 0, end);
                return;
            }
            end = lineEnd;
        }
    }

    private static int line(byte[] buffer, int start, Vocabulary words, ZipfRanks ranks, Random64 random) {
        int wordCount = MIN_WORDS_A_LINE + random.below(MAX_WORDS_A_LINE - MIN_WORDS_A_LINE + 1);
        int end = start;
        for (int i = 0; i < wordCount; i++) {
            end = words.copy(ranks.next(random), buffer, end);
            buffer[end++] = ' ';
        }
        buffer[end - 1] = '\n';
        return end;
    }
}
