package io.dataflow.benchmarks.job;

/**
 * How much there is to do.
 *
 * @param percent of the full size; 1 is enough for tests and to try a contestant
 */
public record Size(int percent) {
    public Size {
        if (percent < 1 || percent > 10_000) {
            throw new IllegalArgumentException(
                    "A size is small, full, or from 1 to 10000 percent of full, got " + percent);
        }
    }

    /** {@code small}, {@code full}, or a number of percent. */
    public static Size of(String text) {
        return switch (text) {
            case "small" -> new Size(1);
            case "full" -> new Size(100);
            default -> {
                try {
                    yield new Size(Integer.parseInt(text));
                } catch (NumberFormatException notOne) {
                    throw new IllegalArgumentException(
                            "A size is small, full, or from 1 to 10000 percent of full, got '" + text + "'", notOne);
                }
            }
        };
    }

    /** Of {@link Inputs#text()}, at most. */
    public long textBytes() {
        return 10_000_000L * percent;
    }

    /** Of {@link Inputs#records()}. */
    public long sortRecords() {
        return 100_000L * percent;
    }

    /** Of {@link Inputs#pairs()}. */
    public long pairs() {
        return 500_000L * percent;
    }

    /** Keys of pairs are from 0 to before this. */
    public int pairKeys() {
        return 100_000 * percent;
    }

    /** Scale factor of the tables. */
    public double tableScale() {
        return percent / 100.0;
    }

    /** Their ids are from 0. */
    public int vertices() {
        return 20_000 * percent;
    }

    public long edges() {
        return 200_000L * percent;
    }

    public long chainRecords() {
        return 1_000_000L * percent;
    }

    /** Jobs of {@link Work#TINY_1000}. */
    public int tinyJobs() {
        return 10 * percent;
    }

    public int emptyTasks() {
        return 100 * percent;
    }
}
