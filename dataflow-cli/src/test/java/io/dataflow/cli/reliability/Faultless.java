package io.dataflow.cli.reliability;

/**
 * What is known of a job once it has run without a fault.
 *
 * @param answer a digest; empty if nothing is known
 * @param millis the median
 * @param workMillis processor time of the workers, the last time: what they have compiled by then is ready the next time
 */
record Faultless(String answer, long millis, long workMillis) {
    static final Faultless UNKNOWN = new Faultless("", 0, 0);
}
