package io.dataflow.cli.reliability;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What was asked for, as {@code --name value} pairs. */
final class Options {
    private final List<String> arguments;

    Options(String... arguments) {
        this.arguments = Arrays.asList(arguments);
    }

    String text(String name, String otherwise) {
        int at = arguments.indexOf("--" + name);
        return at < 0 || at + 1 >= arguments.size() ? otherwise : arguments.get(at + 1);
    }

    int number(String name, int otherwise) {
        return Integer.parseInt(text(name, Integer.toString(otherwise)));
    }

    boolean has(String name) {
        return arguments.contains("--" + name);
    }

    Path path(String name) {
        String value = text(name, "");
        if (value.isEmpty()) {
            throw new IllegalArgumentException("--" + name + " is missing");
        }
        return Path.of(value).toAbsolutePath();
    }

    /** Whether a thing is among those that were asked for, by a part of its name; all are unless some were named. */
    boolean chosen(String list, String name) {
        String wanted = text(list, "");
        return wanted.isEmpty()
                || Arrays.stream(wanted.split(",")).anyMatch(part -> name.toLowerCase(Locale.ROOT)
                        .contains(part.strip().toLowerCase(Locale.ROOT)));
    }
}
