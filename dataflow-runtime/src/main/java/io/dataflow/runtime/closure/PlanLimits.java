package io.dataflow.runtime.closure;

/**
 * How large the bytes of a plan may be, and how deeply its objects may nest. The number of objects and the length of
 * arrays are bounded by the bytes at hand, since each costs at least one.
 */
public record PlanLimits(long sizeBytes, int depth) {
    /** Room for two captures of the largest size; a depth that the stack of any thread holds. */
    public static final PlanLimits DEFAULT = new PlanLimits(128L << 20, 500);

    public PlanLimits {
        if (sizeBytes <= 0 || depth <= 0) {
            throw new IllegalArgumentException(
                    "Limits must be positive: " + sizeBytes + " bytes, " + depth + " levels of nesting");
        }
    }
}
