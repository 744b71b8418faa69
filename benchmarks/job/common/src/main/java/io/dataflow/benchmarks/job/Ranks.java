package io.dataflow.benchmarks.job;

import java.math.BigDecimal;
import java.math.MathContext;

/**
 * The answer to {@link Work#PAGERANK}: how many vertices there are, and the sum of their {@link #term terms}, rounded to six
 * digits because sums of doubles differ by the order of their terms. A plain sum of ranks would tell nothing: it is always
 * the number of vertices.
 */
public final class Ranks {
    private static final MathContext SIX_DIGITS = new MathContext(6);

    private Ranks() {}

    /** Tells vertices apart, and ranks that are only nearly right. */
    public static double term(long vertex, double rank) {
        return rank * rank * (1 + (Answers.mix(vertex) & 15));
    }

    public static Answer answer(long vertices, double sumOfTerms) {
        BigDecimal rounded = new BigDecimal(sumOfTerms).round(SIX_DIGITS);
        return new Answer(
                vertices,
                Answers.number(Double.doubleToLongBits(rounded.doubleValue())).hash());
    }
}
