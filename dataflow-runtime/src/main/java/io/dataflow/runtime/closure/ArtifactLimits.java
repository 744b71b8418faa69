package io.dataflow.runtime.closure;

/**
 * How much code one plan may bring.
 *
 * @param artifactBytes the largest single jar
 * @param totalBytes all jars together
 * @param classCount classes that are looked at to find the jars
 */
public record ArtifactLimits(long artifactBytes, long totalBytes, int classCount) {
    /** Holds the class path of a large application, and fits the store of a worker four times. */
    public static final ArtifactLimits DEFAULT = new ArtifactLimits(256L << 20, 1L << 30, 200_000);

    public ArtifactLimits {
        if (artifactBytes <= 0 || totalBytes <= 0 || classCount <= 0) {
            throw new IllegalArgumentException("Limits must be positive: " + artifactBytes + " bytes for one artifact, "
                    + totalBytes + " bytes in all, " + classCount + " classes");
        }
    }
}
