package io.dataflow.benchmarks.job.data;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The tokens of a file, counted in the plainest way: one thread, one {@link HashMap}. Memory grows with the distinct
 * tokens. Confined to one thread.
 */
public final class TokenCounts {
    private static final int BUFFER_BYTES = 1 << 20;

    private final Map<Token, long[]> counts = new HashMap<>();
    private final Token probe = new Token(new byte[64], 0);
    private long lineCount;
    private long tokenCount;
    private boolean lineOpen;

    private TokenCounts() {}

    /** A token is a maximal run of bytes other than space, tab, LF, VT, FF and CR. */
    public static TokenCounts of(Path file) throws IOException {
        TokenCounts counts = new TokenCounts();
        byte[] buffer = new byte[BUFFER_BYTES];
        try (InputStream input = Files.newInputStream(file)) {
            for (int length = input.read(buffer); length >= 0; length = input.read(buffer)) {
                counts.add(buffer, length);
            }
        }
        counts.endToken();
        if (counts.lineOpen) {
            counts.lineCount++;
        }
        return counts;
    }

    private void add(byte[] bytes, int length) {
        for (int i = 0; i < length; i++) {
            byte value = bytes[i];
            if (value == ' ' || (value >= '\t' && value <= '\r')) {
                endToken();
            } else {
                probe.append(value);
            }
            lineOpen = value != '\n';
            if (!lineOpen) {
                lineCount++;
            }
        }
    }

    private void endToken() {
        if (probe.length > 0) {
            long[] count = counts.get(probe);
            if (count == null) {
                count = new long[1];
                counts.put(probe.copy(), count);
            }
            count[0]++;
            tokenCount++;
            probe.clear();
        }
    }

    public long lineCount() {
        return lineCount;
    }

    public long tokenCount() {
        return tokenCount;
    }

    public long distinctCount() {
        return counts.size();
    }

    /** Of lines {@code token TAB count LF}, sorted by token as unsigned bytes. */
    public String canonicalSha256() {
        MessageDigest digest;
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException everyJavaHasIt) {
            throw new AssertionError(everyJavaHasIt);
        }
        List<Token> tokens = counts.keySet().stream().sorted().toList();
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (Token token : tokens) {
            line.write(token.bytes, 0, token.length);
            byte[] count =
                    ("\t" + counts.getOrDefault(token, new long[1])[0] + "\n").getBytes(StandardCharsets.US_ASCII);
            line.write(count, 0, count.length);
            digest.update(line.toByteArray());
            line.reset();
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /** One line for people and scripts. */
    public String summary() {
        return "lines " + lineCount + " tokens " + tokenCount + " distinct " + distinctCount() + " sha256 "
                + canonicalSha256();
    }

    /** Bytes with their hash, which is kept up to date while they are appended. */
    private static final class Token implements Comparable<Token> {
        private byte[] bytes;
        private int length;
        private int hash;

        Token(byte[] bytes, int length) {
            this.bytes = bytes;
            this.length = length;
        }

        void append(byte value) {
            if (length == bytes.length) {
                bytes = Arrays.copyOf(bytes, Math.multiplyExact(length, 2));
            }
            bytes[length++] = value;
            hash = hash * 31 + value;
        }

        void clear() {
            length = 0;
            hash = 0;
        }

        Token copy() {
            Token copy = new Token(Arrays.copyOf(bytes, length), length);
            copy.hash = hash;
            return copy;
        }

        @Override
        public int compareTo(Token other) {
            return Arrays.compareUnsigned(bytes, 0, length, other.bytes, 0, other.length);
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Token that
                    && hash == that.hash
                    && Arrays.equals(bytes, 0, length, that.bytes, 0, that.length);
        }

        @Override
        public int hashCode() {
            return hash;
        }
    }
}
