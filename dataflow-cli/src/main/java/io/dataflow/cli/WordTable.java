package io.dataflow.cli;

import io.dataflow.api.Pair;
import io.dataflow.api.text.Text;
import java.io.PrintWriter;
import java.util.List;

/** Words and their counts as a table for people. */
final class WordTable {
    /** With its count before it a word then fits a line of 80 columns. */
    private static final int MAX_CHARACTERS = 60;

    private static final String ELLIPSIS = "\u2026";

    private WordTable() {}

    static void print(PrintWriter out, List<Pair<Text, Long>> counts) {
        int width = counts.stream()
                .mapToInt(count -> Quantities.count(count.second()).length())
                .max()
                .orElse(0);
        for (Pair<Text, Long> count : counts) {
            String number = Quantities.count(count.second());
            out.println(" ".repeat(width - number.length()) + number + "  " + readable(count.first()));
        }
    }

    /** Cut when it is long, and without characters by which a text could command the terminal. */
    static String readable(Text word) {
        // At most four bytes a character: what is cut off here would be cut off below.
        String text = word.slice(0, Math.min(word.length(), 4 * MAX_CHARACTERS)).toString();
        StringBuilder readable = new StringBuilder();
        int characters = 0;
        for (int i = 0;
                i < text.length() && characters < MAX_CHARACTERS;
                i += Character.charCount(text.codePointAt(i))) {
            int character = text.codePointAt(i);
            readable.appendCodePoint(commands(character) ? '\uFFFD' : character);
            characters++;
        }
        boolean cut = readable.length() < text.length() || word.length() > 4 * MAX_CHARACTERS;
        return cut ? readable + ELLIPSIS : readable.toString();
    }

    private static boolean commands(int character) {
        int type = Character.getType(character);
        return type == Character.CONTROL || type == Character.FORMAT;
    }
}
