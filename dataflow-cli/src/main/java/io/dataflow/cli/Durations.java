package io.dataflow.cli;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Durations as people write them: {@code 500ms}, {@code 90s}, {@code 30min}, {@code 2h}, {@code 1d}. */
final class Durations {
    /** Nine digits of days are no overflow. */
    private static final Pattern DURATION = Pattern.compile("(\\d{1,9}) ?(ms|s|min|m|h|d)");

    private static final Map<String, ChronoUnit> UNITS = Map.of(
            "ms", ChronoUnit.MILLIS,
            "s", ChronoUnit.SECONDS,
            "m", ChronoUnit.MINUTES,
            "min", ChronoUnit.MINUTES,
            "h", ChronoUnit.HOURS,
            "d", ChronoUnit.DAYS);

    private Durations() {}

    /** At least a second; refuses what is not a duration with a {@link TypeConversionException}. */
    static Duration parse(String text) {
        Duration duration = parseAny(text);
        if (duration.toSeconds() == 0) {
            throw new TypeConversionException(
                    "'" + text + "' is no duration; write a number above 0 with s, min, h or d, such as 30min");
        }
        return duration;
    }

    /** At least a millisecond. */
    static Duration parseShort(String text) {
        Duration duration = parseAny(text);
        if (duration.isZero()) {
            throw new TypeConversionException(
                    "'" + text + "' is no duration; write a number above 0 with ms, s, min, h or d, such as 500ms");
        }
        return duration;
    }

    /** Zero of what is none. */
    private static Duration parseAny(String text) {
        Matcher matcher = DURATION.matcher(text);
        ChronoUnit unit = matcher.matches() ? UNITS.get(matcher.group(2)) : null;
        return unit == null ? Duration.ZERO : Duration.of(Long.parseLong(matcher.group(1)), unit);
    }

    /** For option values. */
    static final class Converter implements ITypeConverter<Duration> {
        @Override
        public Duration convert(String text) {
            return parse(text);
        }
    }

    /** For option values that may be below a second. */
    static final class ShortConverter implements ITypeConverter<Duration> {
        @Override
        public Duration convert(String text) {
            return parseShort(text);
        }
    }
}
