package io.dataflow.cli.reliability;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

/** Makes lists of links between pages of which some are much more linked to than others. */
final class Links {
    private static final int LINKS_A_PAGE = 10;

    private Links() {}

    static void write(Path file, int count, long seed) throws IOException {
        Random random = new Random(seed);
        int pages = Math.max(2, count / LINKS_A_PAGE);
        try (Writer writer = Files.newBufferedWriter(file)) {
            for (int i = 0; i < count; i++) {
                // The square of a number from 0 to 1 is small more often than not.
                double part = random.nextDouble();
                writer.write(random.nextInt(pages) + " " + (int) (part * part * pages) + "\n");
            }
        }
    }
}
