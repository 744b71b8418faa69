package io.dataflow.examples;

import io.dataflow.api.Dataset;
import io.dataflow.api.Order;
import io.dataflow.api.Pair;
import io.dataflow.api.Session;
import io.dataflow.api.function.Tokenizers;
import io.dataflow.api.io.TextFiles;
import io.dataflow.api.text.Text;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * How often each word occurs. Words are what stands between white space, byte for byte: nothing here makes a string of
 * them, so that text in any encoding is counted, and fast.
 */
public final class WordCount {
    private static final long TOP = 20;

    private WordCount() {}

    /** Each word of the lines with its count. */
    public static Dataset<Pair<Text, Long>> counts(Dataset<Text> lines) {
        return countWords(words(lines));
    }

    /** As {@link #counts}, with A to Z taken as a to z. */
    public static Dataset<Pair<Text, Long>> lowercaseCounts(Dataset<Text> lines) {
        return countWords(words(lines).map(Text::asciiLowerCase));
    }

    private static Dataset<Text> words(Dataset<Text> lines) {
        return lines.flatMap(Tokenizers.whitespace());
    }

    private static Dataset<Pair<Text, Long>> countWords(Dataset<Text> words) {
        return words.groupBy(word -> word).count();
    }

    /** The most frequent words; of equally frequent ones those that come first. */
    public static Dataset<Pair<Text, Long>> top(Dataset<Pair<Text, Long>> counts, long limit) {
        return counts.sortBy(Pair::second, Order.DESCENDING).thenBy(Pair::first).limit(limit);
    }

    /** {@code word TAB count}, in the order of the words' bytes. */
    public static Dataset<Text> table(Dataset<Pair<Text, Long>> counts) {
        return counts.sortBy(Pair::first).map(count -> Text.join('\t', count.first(), count.second()));
    }

    /** The counts of a {@link #table} that was written to a folder. */
    public static Dataset<Pair<Text, Long>> readTable(Session session, Path folder) {
        return session.read(TextFiles.of(folder)).map(WordCount::parse);
    }

    private static Pair<Text, Long> parse(Text line) {
        int tab = line.length() - 1;
        while (line.byteAt(tab) != '\t') {
            tab--;
        }
        return Pair.of(
                line.slice(0, tab),
                Long.parseLong(line.slice(tab + 1, line.length()).toString()));
    }

    /** Prints the most frequent words of the files, folders and globs that are named. */
    public static void main(String[] paths) {
        PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        try (Session session = Session.local()) {
            top(counts(session.read(TextFiles.of(paths))), TOP)
                    .forEach(count -> out.println(count.second() + "\t" + count.first()));
        }
    }
}
