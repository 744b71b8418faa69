package io.dataflow.benchmarks.job.data;

/**
 * Draws ranks from 0, where rank r has a weight of 1 / (r + 1). Immutable.
 *
 * <p>An alias table: a uniformly drawn column keeps its own rank with some probability and else gives that of its alias,
 * so that a draw costs one look-up whatever the number of ranks. See A. J. Walker, "An efficient method for generating
 * discrete random variables with general distributions", 1977.
 */
final class ZipfRanks {
    private static final long LOW_BITS = 0xFFFF_FFFFL;

    /** By column: the probability to keep it in units of 2^-32 in the high half, the alias in the low half. */
    private final long[] columns;

    private ZipfRanks(long[] columns) {
        this.columns = columns;
    }

    static ZipfRanks of(int count) {
        double[] scaled = scaledWeights(count);
        long[] columns = new long[count];
        int[] small = new int[count];
        int[] large = new int[count];
        int smallCount = 0;
        int largeCount = 0;
        for (int rank = count - 1; rank >= 0; rank--) {
            columns[rank] = column(1, rank);
            if (scaled[rank] < 1) {
                small[smallCount++] = rank;
            } else {
                large[largeCount++] = rank;
            }
        }
        while (smallCount > 0 && largeCount > 0) {
            int poor = small[--smallCount];
            int rich = large[largeCount - 1];
            columns[poor] = column(scaled[poor], rich);
            scaled[rich] -= 1 - scaled[poor];
            if (scaled[rich] < 1) {
                largeCount--;
                small[smallCount++] = rich;
            }
        }
        return new ZipfRanks(columns);
    }

    /** With a mean of 1. */
    private static double[] scaledWeights(int count) {
        double sum = 0;
        for (int rank = count - 1; rank >= 0; rank--) {
            sum += 1.0 / (rank + 1);
        }
        double[] scaled = new double[count];
        for (int rank = 0; rank < count; rank++) {
            scaled[rank] = count / sum / (rank + 1);
        }
        return scaled;
    }

    private static long column(double keep, int alias) {
        long units = Math.min(LOW_BITS, (long) (keep * (LOW_BITS + 1)));
        return units << 32 | alias;
    }

    int next(Random64 random) {
        long drawn = random.next();
        int column = (int) (((drawn >>> 32) * columns.length) >>> 32);
        long entry = columns[column];
        return (drawn & LOW_BITS) <= entry >>> 32 ? column : (int) entry;
    }
}
