package io.dataflow.api.function;

import io.dataflow.api.text.Text;

/** The stock tokenisers. Each is good for {@code String} and for {@link Text}, whichever the dataset holds. */
public final class Tokenizers {
    private static final long WHITESPACE = 1L << ' ' | 1L << '\t' | 1L << '\n' | 1L << 0x0B | 1L << '\f' | 1L << '\r';

    private Tokenizers() {}

    /**
     * Maximal runs of anything but space, tab, line feed, vertical tab, form feed and carriage return.
     *
     * <pre>{@code
     * lines.flatMap(Tokenizers.whitespace()).groupBy(word -> word).count();
     * }</pre>
     */
    public static <T> Tokenizer<T> whitespace() {
        return new Tokenizer<>(WHITESPACE, 0, false);
    }

    /**
     * The fields between delimiters, empty ones and the last one included: one more than there are delimiters.
     *
     * <pre>{@code
     * lines.flatMap(Tokenizers.split(';')).distinct().count();
     * }</pre>
     *
     * @throws IllegalArgumentException if the delimiter is not ASCII
     */
    public static <T> Tokenizer<T> split(char asciiDelimiter) {
        if (asciiDelimiter >= 128) {
            throw new IllegalArgumentException(
                    "The delimiter must be ASCII, not U+" + Integer.toHexString(asciiDelimiter));
        }
        boolean low = asciiDelimiter < 64;
        return new Tokenizer<>(low ? 1L << asciiDelimiter : 0, low ? 0 : 1L << (asciiDelimiter - 64), true);
    }
}
