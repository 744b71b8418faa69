package io.dataflow.examples.weblog;

import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One request to a web server.
 *
 * @param page as it was asked for, with what follows a question mark
 * @param bytes of the answer
 */
public record Hit(String client, Instant time, String page, long bytes) {
    /* The combined log format: client identity user [time] "method page protocol" status bytes "referrer" "browser". */
    private static final Pattern LINE = Pattern.compile("(?<client>\\S+) \\S+ \\S+ \\[(?<time>[^]]+)] "
            + "\"\\S+ (?<page>\\S+) \\S+\" \\d{3} (?<bytes>\\d+|-) \".*\" \".*\"");
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss Z", Locale.ENGLISH);

    static Hit parse(String line) {
        Matcher fields = LINE.matcher(line);
        if (!fields.matches()) {
            throw new IllegalArgumentException("not a request in the combined log format");
        }
        String bytes = fields.group("bytes");
        return new Hit(
                fields.group("client"),
                TIME.parse(fields.group("time"), Instant::from),
                fields.group("page"),
                bytes.equals("-") ? 0 : Long.parseLong(bytes));
    }
}
