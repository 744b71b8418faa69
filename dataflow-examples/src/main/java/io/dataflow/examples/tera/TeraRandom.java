package io.dataflow.examples.tera;

import java.math.BigInteger;

/**
 * The random numbers of 128 bits behind the records of TeraGen and gensort: from each follows the next by one
 * multiplication and one addition, and the one at any index can be had without those before it. The first is the
 * addend, whose bytes spell JimGrayRIP. Confined to one thread.
 */
final class TeraRandom {
    private static final long FACTOR_HIGH = 0x2360ED051FC65DA4L;
    private static final long FACTOR_LOW = 0x4385DF649FCCF645L;
    private static final long ADDEND_HIGH = 0x4A696D4772617952L;
    private static final long ADDEND_LOW = 0x4950202020202001L;

    private long high = ADDEND_HIGH;
    private long low = ADDEND_LOW;
    private long index;

    /** The upper 64 bits. */
    long high() {
        return high;
    }

    /** The lower 64 bits. */
    long low() {
        return low;
    }

    /** Goes to the number at {@code wanted}, fast if that is the next. */
    void goTo(long wanted) {
        if (wanted == index + 1) {
            next();
        } else if (wanted != index) {
            skipTo(wanted);
        }
        index = wanted;
    }

    private void next() {
        long product = low * FACTOR_LOW;
        long productHigh = unsignedMultiplyHigh(low, FACTOR_LOW) + low * FACTOR_HIGH + high * FACTOR_LOW;
        low = product + ADDEND_LOW;
        long carry = Long.compareUnsigned(low, product) < 0 ? 1 : 0;
        high = productHigh + ADDEND_HIGH + carry;
    }

    private static long unsignedMultiplyHigh(long left, long right) {
        return Math.multiplyHigh(left, right) + ((left >> 63) & right) + ((right >> 63) & left);
    }

    /*
     * A step is x -> f x + a. Two steps are again of that form, with f f and f a + a, and so are four, eight and so on: of
     * those the binary digits of the number of steps say which to take, beginning at 0 for the number before the first.
     */
    private void skipTo(long wanted) {
        BigInteger factor = number(FACTOR_HIGH, FACTOR_LOW);
        BigInteger addend = number(ADDEND_HIGH, ADDEND_LOW);
        BigInteger value = BigInteger.ZERO;
        for (long steps = wanted + 1; steps > 0; steps >>= 1) {
            if ((steps & 1) == 1) {
                value = wrapped(value.multiply(factor).add(addend));
            }
            addend = wrapped(addend.multiply(factor).add(addend));
            factor = wrapped(factor.multiply(factor));
        }
        high = value.shiftRight(Long.SIZE).longValue();
        low = value.longValue();
    }

    private static BigInteger number(long high, long low) {
        return wrapped(BigInteger.valueOf(high).shiftLeft(Long.SIZE).add(new BigInteger(Long.toUnsignedString(low))));
    }

    private static BigInteger wrapped(BigInteger value) {
        return value.and(BigInteger.ONE.shiftLeft(2 * Long.SIZE).subtract(BigInteger.ONE));
    }
}
