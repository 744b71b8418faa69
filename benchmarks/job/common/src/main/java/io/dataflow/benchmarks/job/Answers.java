package io.dataflow.benchmarks.job;

import java.util.List;

/** Hashes of rows, 64 bits each: equal rows have equal hashes, whatever type a system has for them. */
public final class Answers {
    private static final long START = 0xCBF29CE484222325L;
    private static final long FACTOR = 0x100000001B3L;
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    private Answers() {}

    /** A word and its count. */
    public static long word(byte[] bytes, int offset, int length, long count) {
        return mix(bytes(bytes, offset, length) + count * GOLDEN);
    }

    /** As above, for a word of ASCII. */
    public static long word(String word, long count) {
        return mix(ascii(word) + count * GOLDEN);
    }

    /** A key, and sum and count of its values. */
    public static long group(long key, long sum, long count) {
        return mix(mix(mix(key + GOLDEN) + sum) + count);
    }

    /**
     * An order with revenue.
     *
     * @param revenue in ten-thousandths
     * @param day the order's, as {@link java.time.LocalDate#toEpochDay} numbers it
     */
    public static long order(long orderKey, long revenue, long day, long shipPriority) {
        return mix(mix(mix(mix(orderKey + GOLDEN) + revenue) + day) + shipPriority);
    }

    /** Any bytes: a record of {@link Work#SORT}. */
    public static long record(byte[] bytes, int offset, int length) {
        return mix(bytes(bytes, offset, length));
    }

    /** One row: a number. */
    public static Answer number(long number) {
        return new Answer(1, mix(number + GOLDEN));
    }

    /** A row for each string of ASCII. */
    public static Answer strings(List<String> strings) {
        Answer answer = Answer.NOTHING;
        for (String string : strings) {
            answer = answer.plus(mix(ascii(string)));
        }
        return answer;
    }

    /** Spreads every bit over all. A permutation: 0 stays 0. */
    public static long mix(long value) {
        long mixed = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
        return mixed ^ (mixed >>> 31);
    }

    private static long bytes(byte[] bytes, int offset, int length) {
        long hash = START;
        for (int i = offset; i < offset + length; i++) {
            hash = (hash ^ (bytes[i] & 0xFF)) * FACTOR;
        }
        return hash;
    }

    private static long ascii(String string) {
        long hash = START;
        for (int i = 0; i < string.length(); i++) {
            hash = (hash ^ string.charAt(i)) * FACTOR;
        }
        return hash;
    }
}
