package io.dataflow.benchmarks.job;

/**
 * What two systems that have done the same work agree on.
 *
 * @param hash sum of the {@link Answers hashes} of all rows, so that their order does not matter
 */
public record Answer(long rows, long hash) {
    public static final Answer NOTHING = new Answer(0, 0);

    /** With one more row of this hash. */
    public Answer plus(long rowHash) {
        return new Answer(rows + 1, hash + rowHash);
    }

    /** That of both parts. */
    public Answer plus(Answer other) {
        return new Answer(rows + other.rows, hash + other.hash);
    }
}
