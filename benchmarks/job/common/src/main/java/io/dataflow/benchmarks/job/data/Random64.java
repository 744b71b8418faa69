package io.dataflow.benchmarks.job.data;

/** SplitMix64, written out because the JDK does not promise which numbers its generators yield. Confined to one thread. */
public final class Random64 {
    private long state;

    public Random64(long seed) {
        state = seed;
    }

    public long next() {
        state += 0x9E3779B97F4A7C15L;
        long mixed = (state ^ (state >>> 30)) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
        return mixed ^ (mixed >>> 31);
    }

    /** From 0 to before {@code bound}; the bias is below one in 2^32 / bound. */
    public int below(int bound) {
        return (int) (((next() >>> 32) * bound) >>> 32);
    }
}
