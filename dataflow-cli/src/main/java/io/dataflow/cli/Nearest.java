package io.dataflow.cli;

import java.util.Collection;
import java.util.Comparator;

/** What somebody may have meant. */
final class Nearest {
    private Nearest() {}

    /** The word that the fewest changes of a letter make of {@code text}; {@code words} has some. */
    static String of(String text, Collection<String> words) {
        return words.stream()
                .sorted()
                .min(Comparator.comparingInt(word -> distance(text, word)))
                .orElseThrow();
    }

    /** How many letters have to be added, left out or replaced (Levenshtein), row by row. */
    static int distance(String from, String to) {
        int[] above = new int[to.length() + 1];
        for (int i = 0; i < above.length; i++) {
            above[i] = i;
        }
        for (int row = 1; row <= from.length(); row++) {
            int[] current = new int[above.length];
            current[0] = row;
            for (int i = 1; i < current.length; i++) {
                int replaced = above[i - 1] + (from.charAt(row - 1) == to.charAt(i - 1) ? 0 : 1);
                current[i] = Math.min(replaced, 1 + Math.min(above[i], current[i - 1]));
            }
            above = current;
        }
        return above[to.length()];
    }
}
