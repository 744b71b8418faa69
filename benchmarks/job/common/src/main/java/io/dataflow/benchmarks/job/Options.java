package io.dataflow.benchmarks.job;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Arguments of a command: {@code --name value} pairs, some repeatable, and words without a name. */
final class Options {
    private final Map<String, List<String>> values = new HashMap<>();
    private final List<String> words = new ArrayList<>();

    private Options() {}

    /**
     * @param single names that may be given once
     * @param repeated names that may be given often
     * @param flags names without a value
     * @throws IllegalArgumentException if another name is given, or a value is missing
     */
    static Options parse(String[] arguments, List<String> single, List<String> repeated, List<String> flags) {
        Options options = new Options();
        for (int i = 0; i < arguments.length; i++) {
            if (!arguments[i].startsWith("--")) {
                options.words.add(arguments[i]);
                continue;
            }
            String name = arguments[i].substring(2);
            List<String> values = options.values.computeIfAbsent(name, key -> new ArrayList<>());
            if (flags.contains(name)) {
                values.add("");
                continue;
            }
            if (!single.contains(name) && !repeated.contains(name)) {
                throw new IllegalArgumentException("There is no option --" + name);
            }
            if (i + 1 == arguments.length) {
                throw new IllegalArgumentException("--" + name + " needs a value");
            }
            if (single.contains(name) && !values.isEmpty()) {
                throw new IllegalArgumentException("--" + name + " is given twice");
            }
            values.add(arguments[++i]);
        }
        return options;
    }

    List<String> words() {
        return List.copyOf(words);
    }

    boolean has(String name) {
        return values.containsKey(name);
    }

    List<String> values(String name) {
        return values.getOrDefault(name, List.of());
    }

    String value(String name, String otherwise) {
        return has(name) ? values(name).get(0) : otherwise;
    }

    String required(String name) {
        if (!has(name)) {
            throw new IllegalArgumentException("--" + name + " is missing");
        }
        return values(name).get(0);
    }

    int number(String name, int otherwise) {
        if (!has(name)) {
            return otherwise;
        }
        try {
            int number = Integer.parseInt(required(name));
            if (number >= 1) {
                return number;
            }
        } catch (NumberFormatException notOne) {
            // Said below.
        }
        throw new IllegalArgumentException("--" + name + " is a number from 1, got '" + required(name) + "'");
    }

    /** As the JVM's {@code -Xmx} has them: {@code 512m}, {@code 2g}. */
    long bytes(String name, long otherwise) {
        return has(name) ? bytes(name, required(name)) : otherwise;
    }

    static long bytes(String name, String value) {
        String text = value.toLowerCase(Locale.ROOT);
        int shift = Math.max(0, "kmg".indexOf(text.charAt(text.length() - 1)) + 1) * 10;
        String digits = shift == 0 ? text : text.substring(0, text.length() - 1);
        try {
            return Math.multiplyExact(Long.parseLong(digits), 1L << shift);
        } catch (NumberFormatException | ArithmeticException notOne) {
            throw new IllegalArgumentException(
                    "--" + name + " is a size such as 512m or 2g, got '" + value + "'", notOne);
        }
    }

    /** Each value is {@code name=value}. */
    Map<String, String> pairs(String name) {
        Map<String, String> pairs = new LinkedHashMap<>();
        for (String pair : values(name)) {
            int equals = pair.indexOf('=');
            if (equals < 1) {
                throw new IllegalArgumentException("--" + name + " is NAME=VALUE, got '" + pair + "'");
            }
            pairs.put(pair.substring(0, equals), pair.substring(equals + 1));
        }
        return pairs;
    }
}
