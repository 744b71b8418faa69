package io.dataflow.benchmarks.job.data;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/** Words of 2 to 14 lower-case letters by rank, each different; frequent ones tend to be short. Immutable. */
final class Vocabulary {
    static final int MIN_LETTERS = 2;
    static final int MAX_LETTERS = 14;

    /** All fit one array, and there are far more words of six letters than that. */
    static final int MAX_WORDS = 20_000_000;

    private final byte[] letters;
    private final int[] starts;

    private Vocabulary(byte[] letters, int[] starts) {
        this.letters = letters;
        this.starts = starts;
    }

    static Vocabulary of(int wordCount, Random64 random) {
        Set<String> known = new HashSet<>();
        byte[] letters = new byte[wordCount * MAX_LETTERS];
        int[] starts = new int[wordCount + 1];
        for (int rank = 0; rank < wordCount; rank++) {
            int start = starts[rank];
            int length = draw(letters, start, rank, random);
            while (!known.add(new String(letters, start, length, StandardCharsets.ISO_8859_1))) {
                length = draw(letters, start, rank, random);
            }
            starts[rank + 1] = start + length;
        }
        return new Vocabulary(Arrays.copyOf(letters, starts[wordCount]), starts);
    }

    private static int draw(byte[] letters, int start, int rank, Random64 random) {
        int magnitude = Integer.SIZE - Integer.numberOfLeadingZeros(rank);
        int longest = Math.min(MAX_LETTERS, MIN_LETTERS + 2 + magnitude);
        int length = MIN_LETTERS + random.below(longest - MIN_LETTERS + 1);
        for (int i = 0; i < length; i++) {
            letters[start + i] = (byte) ('a' + random.below(26));
        }
        return length;
    }

    /** Puts the word at {@code offset} and returns where it ends. */
    int copy(int rank, byte[] target, int offset) {
        int start = starts[rank];
        int length = starts[rank + 1] - start;
        System.arraycopy(letters, start, target, offset, length);
        return offset + length;
    }

    String word(int rank) {
        return new String(letters, starts[rank], starts[rank + 1] - starts[rank], StandardCharsets.ISO_8859_1);
    }
}
