package io.dataflow.api.function;

import io.dataflow.api.text.Text;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * Cuts text at delimiters, which are ASCII, so that strings and UTF-8 bytes are cut alike. Given a {@code String} it
 * yields strings, given a {@link Text} slices of it, one by one as they are asked for. An engine that knows it calls the
 * methods on bytes instead and creates no object. Made by {@link Tokenizers}. Immutable.
 *
 * @param <T> {@code String} or {@code Text}; anything else is refused when it arrives
 */
public final class Tokenizer<T> implements Fn1<T, Iterable<T>> {
    private static final long serialVersionUID = 1L;

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGH_BITS = 0x8080808080808080L;

    /** Bit n of the first long is set when n is a delimiter; the second holds 64 to 127. */
    private final long lowDelimiters;

    private final long highDelimiters;
    private final boolean keepsEmpty;

    /** By unsigned byte. */
    private final transient boolean[] delimiter;

    /** One more than the greatest delimiter, in every byte. */
    private final transient long above;

    Tokenizer(long lowDelimiters, long highDelimiters, boolean keepsEmpty) {
        this.lowDelimiters = lowDelimiters;
        this.highDelimiters = highDelimiters;
        this.keepsEmpty = keepsEmpty;
        this.delimiter = new boolean[256];
        int greatest = 0;
        for (int c = 0; c < 128; c++) {
            delimiter[c] = (((c < 64 ? lowDelimiters : highDelimiters) >>> c) & 1) != 0;
            greatest = delimiter[c] ? c : greatest;
        }
        this.above = ONES * (greatest + 1);
    }

    /** Whether a token ends at this byte, given as 0 to 255. */
    public boolean isDelimiter(int unsignedByte) {
        return delimiter[unsignedByte];
    }

    /** Whether two delimiters in a row have an empty token between them. */
    public boolean keepsEmpty() {
        return keepsEmpty;
    }

    /**
     * Where the next token begins, or -1 when there is none before {@code end}. The first call gives where the text
     * begins; each further one gives the token's end plus one.
     */
    public int nextStart(byte[] bytes, int from, int end) {
        if (keepsEmpty) {
            return from <= end ? from : -1;
        }
        for (int i = from; i < end; i++) {
            if (!delimiter[bytes[i] & 0xFF]) {
                return i;
            }
        }
        return -1;
    }

    /** Where the token ends that begins at {@code start}: at the next delimiter or at {@code end}. */
    public int nextEnd(byte[] bytes, int start, int end) {
        int i = start;
        // What stands behind the text is read with its last bytes, where there is anything, and does not matter.
        for (int last = Math.min(end - 1, bytes.length - Long.BYTES); i <= last; i += Long.BYTES) {
            long word = (long) LONGS.get(bytes, i);
            // The high bit of each byte that is below the bound; the lowest such bit is exact, those above it need not
            // be.
            long candidates = (word - above) & ~word & HIGH_BITS;
            while (candidates != 0) {
                int at = i + (Long.numberOfTrailingZeros(candidates) >>> 3);
                if (delimiter[bytes[at] & 0xFF]) {
                    return Math.min(at, end);
                }
                candidates &= candidates - 1;
            }
        }
        for (; i < end; i++) {
            if (delimiter[bytes[i] & 0xFF]) {
                return i;
            }
        }
        return end;
    }

    /** Hands every token of the text to {@code sink}, in order. */
    public <X extends Exception> void tokens(byte[] bytes, int offset, int length, SliceSink<X> sink) throws X {
        int end = offset + length;
        for (int start = nextStart(bytes, offset, end); start >= 0; ) {
            int tokenEnd = nextEnd(bytes, start, end);
            sink.accept(bytes, start, tokenEnd - start);
            start = nextStart(bytes, tokenEnd + 1, end);
        }
    }

    @Override
    @SuppressWarnings("unchecked") // a String gives strings and a Text gives Texts: what came in is T
    public Iterable<T> apply(T text) {
        if (text instanceof Text slice) {
            return () -> (Iterator<T>) new TextTokens(slice);
        }
        if (text instanceof String string) {
            return () -> (Iterator<T>) new StringTokens(string);
        }
        throw new IllegalArgumentException("A tokenizer takes String or Text, not "
                + (text == null ? "null" : text.getClass().getName()));
    }

    private int nextStart(String text, int from) {
        int end = text.length();
        if (keepsEmpty) {
            return from <= end ? from : -1;
        }
        for (int i = from; i < end; i++) {
            if (!isDelimiter(text.charAt(i))) {
                return i;
            }
        }
        return -1;
    }

    private int nextEnd(String text, int start) {
        int end = text.length();
        for (int i = start; i < end; i++) {
            if (isDelimiter(text.charAt(i))) {
                return i;
            }
        }
        return end;
    }

    private boolean isDelimiter(char c) {
        return c < 128 && delimiter[c];
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Tokenizer<?> that
                && lowDelimiters == that.lowDelimiters
                && highDelimiters == that.highDelimiters
                && keepsEmpty == that.keepsEmpty;
    }

    @Override
    public int hashCode() {
        return Long.hashCode(lowDelimiters * 31 + highDelimiters) * 2 + (keepsEmpty ? 1 : 0);
    }

    /** {@code tokens between [9, 10, 32]}, with the delimiters as numbers. */
    @Override
    public String toString() {
        StringBuilder delimiters = new StringBuilder();
        for (int c = 0; c < 128; c++) {
            if (delimiter[c]) {
                delimiters.append(delimiters.length() == 0 ? "" : ", ").append(c);
            }
        }
        return (keepsEmpty ? "fields" : "tokens") + " between [" + delimiters + "]";
    }

    private Object writeReplace() {
        return new Delimiters(lowDelimiters, highDelimiters, keepsEmpty);
    }

    private void readObject(ObjectInputStream input) throws InvalidObjectException {
        throw new InvalidObjectException("A Tokenizer is read through its delimiters");
    }

    /** The serialized form. */
    private record Delimiters(long low, long high, boolean keepsEmpty) implements Serializable {
        private static final long serialVersionUID = 1L;

        private Object readResolve() {
            return new Tokenizer<>(low, high, keepsEmpty);
        }
    }

    private final class TextTokens implements Iterator<Text> {
        private final Text text;
        private final int end;
        private int start;

        TextTokens(Text text) {
            this.text = text;
            this.end = text.offset() + text.length();
            this.start = nextStart(text.bytes(), text.offset(), end);
        }

        @Override
        public boolean hasNext() {
            return start >= 0;
        }

        @Override
        public Text next() {
            if (start < 0) {
                throw new NoSuchElementException();
            }
            int tokenEnd = nextEnd(text.bytes(), start, end);
            Text token = Text.of(text.bytes(), start, tokenEnd - start);
            start = nextStart(text.bytes(), tokenEnd + 1, end);
            return token;
        }
    }

    private final class StringTokens implements Iterator<String> {
        private final String text;
        private int start;

        StringTokens(String text) {
            this.text = text;
            this.start = nextStart(text, 0);
        }

        @Override
        public boolean hasNext() {
            return start >= 0;
        }

        @Override
        public String next() {
            if (start < 0) {
                throw new NoSuchElementException();
            }
            int tokenEnd = nextEnd(text, start);
            String token = text.substring(start, tokenEnd);
            start = nextStart(text, tokenEnd + 1);
            return token;
        }
    }
}
