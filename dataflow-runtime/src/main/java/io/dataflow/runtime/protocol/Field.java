package io.dataflow.runtime.protocol;

import java.util.List;

/** Checks of single fields that a peer sent. Each names the field and the value when it refuses. */
final class Field {
    private static final int MAX_NAME_LENGTH = 1024;
    private static final int HASH_LENGTH = 64;

    private Field() {}

    static int natural(String field, int value) throws MalformedMessageException {
        if (value < 0) {
            throw new MalformedMessageException(field, value, "from 0 to " + Integer.MAX_VALUE);
        }
        return value;
    }

    static long natural(String field, long value) throws MalformedMessageException {
        if (value < 0) {
            throw new MalformedMessageException(field, value, "from 0 to " + Long.MAX_VALUE);
        }
        return value;
    }

    static int between(String field, int value, int min, int max) throws MalformedMessageException {
        if (value < min || value > max) {
            throw new MalformedMessageException(field, value, "from " + min + " to " + max);
        }
        return value;
    }

    /** Of a column that has so many values. */
    static void count(String field, int count, long expected) throws MalformedMessageException {
        if (count != expected) {
            throw new MalformedMessageException(field + " count", count, "exactly " + expected);
        }
    }

    static void present(String field, boolean present) throws MalformedMessageException {
        if (!present) {
            throw new MalformedMessageException(field, "absent", "there");
        }
    }

    /** A name for people: some text of a bounded length. */
    static String name(String field, String value) throws MalformedMessageException {
        if (value.isEmpty() || value.length() > MAX_NAME_LENGTH) {
            throw new MalformedMessageException(field, value, "1 to " + MAX_NAME_LENGTH + " characters");
        }
        return value;
    }

    /** A name that may become part of a file's: nothing in it leads elsewhere. */
    static String id(String field, String value) throws MalformedMessageException {
        name(field, value);
        for (int i = 0; i < value.length(); i++) {
            if (!isIdCharacter(value.charAt(i)) || (i == 0 && value.charAt(i) == '.')) {
                throw new MalformedMessageException(
                        field, value, "letters, digits, '-', '_' and '.', the last not in front");
            }
        }
        return value;
    }

    private static boolean isIdCharacter(char c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || c == '-'
                || c == '_'
                || c == '.';
    }

    /** A SHA-256 in hex. */
    static String hash(String field, String value) throws MalformedMessageException {
        boolean valid = value.length() == HASH_LENGTH;
        for (int i = 0; valid && i < HASH_LENGTH; i++) {
            char c = value.charAt(i);
            valid = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
        }
        if (!valid) {
            throw new MalformedMessageException(field, value, "a SHA-256 of 64 digits and letters a to f");
        }
        return value;
    }

    static List<String> hashes(String field, List<String> values) throws MalformedMessageException {
        for (String value : values) {
            hash(field, value);
        }
        return List.copyOf(values);
    }
}
