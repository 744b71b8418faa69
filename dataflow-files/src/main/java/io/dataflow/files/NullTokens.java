package io.dataflow.files;

import java.nio.charset.Charset;
import java.util.List;

/** What stands for null in a file. */
final class NullTokens {
    private final char[][] tokens;

    NullTokens(List<String> tokens, String charset) {
        this.tokens = tokens.stream()
                .map(token -> asCharacters(token.getBytes(Charset.forName(charset))))
                .toArray(char[][]::new);
    }

    private static char[] asCharacters(byte[] bytes) {
        char[] wide = new char[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            wide[i] = (char) (bytes[i] & 0xFF);
        }
        return wide;
    }

    /** Whether the field, whose bytes came as characters, is one. */
    boolean contain(char[] bytes, int offset, int length) {
        for (char[] token : tokens) {
            if (token.length == length && startsWith(bytes, offset, token)) {
                return true;
            }
        }
        return false;
    }

    private static boolean startsWith(char[] bytes, int offset, char[] token) {
        for (int i = 0; i < token.length; i++) {
            if (bytes[offset + i] != token[i]) {
                return false;
            }
        }
        return true;
    }
}
