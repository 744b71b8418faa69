package io.dataflow.examples.tpch;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A decimal number as a whole number of its last digit: with {@code @Decimal(2)}, 150 is 1.50.
 *
 * <p>That makes sums and products exact, and a {@code long} costs a fraction of a {@code BigDecimal}: no object for each
 * value, a few bytes in the shuffle, and sums that the engine keeps in place. Sums of six digits behind the point last up
 * to 9 * 10^12, about 90 times the largest one at scale 1; beyond that {@code sumLong} fails instead of being wrong.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
@interface Decimal {
    /** Digits behind the point. */
    int value();
}
