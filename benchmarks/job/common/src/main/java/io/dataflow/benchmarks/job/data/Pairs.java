package io.dataflow.benchmarks.job.data;

import java.io.IOException;
import java.io.OutputStream;

/** Lines {@code key,value}. */
public final class Pairs {
    private static final int VALUES = 1_000_000;

    private Pairs() {}

    /** Keys are uniform from 0 to before {@code keys}, values from 0 to 999,999. */
    public static void write(OutputStream output, long seed, long count, int keys) throws IOException {
        Random64 random = new Random64(seed);
        NumberLines lines = new NumberLines(output, ',');
        for (long i = 0; i < count; i++) {
            lines.write(random.below(keys), random.below(VALUES));
        }
        lines.flush();
    }
}
