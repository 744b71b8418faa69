package io.dataflow.examples;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/** Words counted by a loop over bytes: what every other way of counting is compared with. */
final class PlainWordCount {
    private final TreeMap<String, Long> counts = new TreeMap<>();
    private long lineCount;
    private long tokenCount;

    static PlainWordCount of(byte[]... files) {
        PlainWordCount words = new PlainWordCount();
        for (byte[] file : files) {
            words.add(file);
        }
        return words;
    }

    /** Bytes are taken as ISO 8859-1 characters, which is a one-to-one mapping that keeps their order. */
    private void add(byte[] file) {
        ByteArrayOutputStream token = new ByteArrayOutputStream();
        for (byte value : file) {
            if (value == '\n') {
                lineCount++;
            }
            if (" \t\n\u000B\f\r".indexOf(value) < 0) {
                token.write(value);
            } else {
                end(token);
            }
        }
        end(token);
        if (file.length > 0 && file[file.length - 1] != '\n') {
            lineCount++;
        }
    }

    private void end(ByteArrayOutputStream token) {
        if (token.size() > 0) {
            counts.merge(token.toString(StandardCharsets.ISO_8859_1), 1L, Long::sum);
            tokenCount++;
            token.reset();
        }
    }

    long lineCount() {
        return lineCount;
    }

    long tokenCount() {
        return tokenCount;
    }

    long distinctCount() {
        return counts.size();
    }

    /** {@code token TAB count LF}, in the order of unsigned bytes. */
    byte[] canonical() {
        StringBuilder text = new StringBuilder();
        for (Map.Entry<String, Long> count : counts.entrySet()) {
            text.append(count.getKey()).append('\t').append(count.getValue()).append('\n');
        }
        return text.toString().getBytes(StandardCharsets.ISO_8859_1);
    }
}
