package io.dataflow.files;

import ch.randelshofer.fastdoubleparser.JavaBigDecimalParser;
import ch.randelshofer.fastdoubleparser.JavaBigIntegerParser;
import ch.randelshofer.fastdoubleparser.JavaDoubleParser;
import ch.randelshofer.fastdoubleparser.JavaFloatParser;
import io.dataflow.api.text.Text;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.TemporalAccessor;
import java.time.temporal.TemporalQuery;
import java.util.Base64;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A type whose values are one piece of text: how they are read and written. Reading throws any runtime exception for what
 * is no such value; spaces around a value other than text are not part of it. Safe for use by many threads.
 */
abstract class Scalar {
    private static final int DATE_LENGTH = 10;

    private final Class<?> type;

    private Scalar(Class<?> type) {
        this.type = type;
    }

    abstract Object parse(char[] text, int offset, int length);

    String print(Object value) {
        return value.toString();
    }

    /** True of numbers, whose characters are ASCII; others may have any. */
    boolean isNumber() {
        return false;
    }

    /** True of strings, for which every text is a value, an empty one too. */
    final boolean isText() {
        return type == String.class || type == Text.class;
    }

    final Class<?> type() {
        return type;
    }

    final Object parse(String text) {
        return parse(text.toCharArray(), 0, text.length());
    }

    /** For messages: {@code a LocalDate}. */
    final String described() {
        String name = type.getSimpleName();
        return ("AEIOU".indexOf(name.charAt(0)) >= 0 ? "an " : "a ") + name;
    }

    /** Null for a type that is no scalar. */
    static @Nullable Scalar of(Class<?> type) {
        return of(type, null);
    }

    /** With a pattern as {@link DateTimeFormatter#ofPattern} has it, for dates and times. */
    static @Nullable Scalar of(Class<?> type, @Nullable String pattern) {
        if (pattern != null) {
            return Patterned.of(type, pattern);
        }
        if (Enum.class.isAssignableFrom(type)) {
            return new OfEnum(type.isEnum() ? type : type.getSuperclass());
        }
        return switch (type.getName()) {
            case "java.lang.Integer" -> new Whole(type, Integer.MIN_VALUE, Integer.MAX_VALUE, value -> (int) value);
            case "java.lang.Long" -> new Whole(type, Long.MIN_VALUE, Long.MAX_VALUE, value -> value);
            case "java.lang.Short" -> new Whole(type, Short.MIN_VALUE, Short.MAX_VALUE, value -> (short) value);
            case "java.lang.Byte" -> new Whole(type, Byte.MIN_VALUE, Byte.MAX_VALUE, value -> (byte) value);
            case "java.lang.Double" -> new Fraction(type, JavaDoubleParser::parseDouble);
            case "java.lang.Float" -> new Fraction(type, JavaFloatParser::parseFloat);
            case "java.math.BigDecimal" -> new Fraction(type, JavaBigDecimalParser::parseBigDecimal);
            case "java.math.BigInteger" -> new Fraction(type, Scalar::parseBigInteger);
            case "java.lang.Boolean" -> new OfText(type, Scalar::parseBoolean);
            case "java.lang.Character" -> new OfText(type, Scalar::parseCharacter);
            case "java.util.UUID" -> new OfText(type, UUID::fromString);
            case "java.lang.String" -> new OfString(type);
            case "io.dataflow.api.text.Text" -> new OfString(type);
            case "[B" -> new OfBytes(type);
            case "java.time.LocalDate" -> new OfDate(type);
            case "java.time.LocalDateTime" -> new OfText(type, text -> LocalDateTime.parse(withT(text)));
            case "java.time.LocalTime" -> new OfText(type, LocalTime::parse);
            case "java.time.Instant" ->
                new OfText(type, text -> OffsetDateTime.parse(withT(text)).toInstant());
            case "java.time.OffsetDateTime" -> new OfText(type, text -> OffsetDateTime.parse(withT(text)));
            case "java.time.ZonedDateTime" -> new OfText(type, text -> ZonedDateTime.parse(withT(text)));
            case "java.time.Duration" -> new OfText(type, Duration::parse);
            case "java.time.Year" -> new OfText(type, text -> Year.of(Integer.parseInt(text)));
            case "java.time.YearMonth" -> new OfText(type, YearMonth::parse);
            default -> null;
        };
    }

    private static BigInteger parseBigInteger(char[] text, int offset, int length) {
        return JavaBigIntegerParser.parseBigInteger(text, offset, length);
    }

    private static Object parseBoolean(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true", "t", "yes", "y", "1" -> true;
            case "false", "f", "no", "n", "0" -> false;
            default -> throw new IllegalArgumentException(text);
        };
    }

    private static Object parseCharacter(String text) {
        if (text.length() != 1) {
            throw new IllegalArgumentException(text);
        }
        return text.charAt(0);
    }

    /** People write a space where ISO 8601 has a T. */
    private static String withT(String text) {
        return text.length() > DATE_LENGTH && text.charAt(DATE_LENGTH) == ' '
                ? text.substring(0, DATE_LENGTH) + 'T' + text.substring(DATE_LENGTH + 1)
                : text;
    }

    /** Whole numbers of up to 64 bits. */
    private static final class Whole extends Scalar {
        private interface Boxing {
            Object box(long value);
        }

        private final long min;
        private final long max;
        private final Boxing boxing;

        Whole(Class<?> type, long min, long max, Boxing boxing) {
            super(type);
            this.min = min;
            this.max = max;
            this.boxing = boxing;
        }

        @Override
        boolean isNumber() {
            return true;
        }

        /** Counts down from 0, because there is one negative number more. */
        @Override
        Object parse(char[] text, int offset, int length) {
            int i = offset;
            int end = offset + length;
            while (i < end && text[i] == ' ') {
                i++;
            }
            while (i < end && text[end - 1] == ' ') {
                end--;
            }
            boolean negative = i < end && text[i] == '-';
            if (negative || (i < end && text[i] == '+')) {
                i++;
            }
            if (i == end) {
                throw new NumberFormatException("no digits");
            }
            long value = 0;
            for (; i < end; i++) {
                int digit = text[i] - '0';
                if (digit < 0 || digit > 9) {
                    throw new NumberFormatException("not a digit");
                }
                if (value < Long.MIN_VALUE / 10 || (value * 10 < Long.MIN_VALUE + digit)) {
                    throw new NumberFormatException("too large");
                }
                value = value * 10 - digit;
            }
            if (negative ? value < min : -value > max || value == Long.MIN_VALUE) {
                throw new NumberFormatException("too large");
            }
            return boxing.box(negative ? value : -value);
        }
    }

    /** Numbers that a library reads. It follows the Java language, which allows {@code 1d} where data does not. */
    private static final class Fraction extends Scalar {
        private interface Parser {
            Object parse(char[] text, int offset, int length);
        }

        private final Parser parser;

        Fraction(Class<?> type, Parser parser) {
            super(type);
            this.parser = parser;
        }

        @Override
        boolean isNumber() {
            return true;
        }

        @Override
        Object parse(char[] text, int offset, int length) {
            int from = offset;
            int end = offset + length;
            while (from < end && text[from] == ' ') {
                from++;
            }
            while (from < end && text[end - 1] == ' ') {
                end--;
            }
            if (from < end && "dDfF".indexOf(text[end - 1]) >= 0) {
                throw new NumberFormatException("ends with a letter");
            }
            return parser.parse(text, from, end - from);
        }
    }

    private static final class OfString extends Scalar {
        OfString(Class<?> type) {
            super(type);
        }

        @Override
        Object parse(char[] text, int offset, int length) {
            String value = new String(text, offset, length);
            return type() == Text.class ? Text.of(value) : value;
        }
    }

    private static final class OfText extends Scalar {
        private final Function<String, Object> parser;

        OfText(Class<?> type, Function<String, Object> parser) {
            super(type);
            this.parser = parser;
        }

        @Override
        Object parse(char[] text, int offset, int length) {
            String value = new String(text, offset, length);
            return parser.apply(type() == Character.class ? value : value.strip());
        }
    }

    private static final class OfBytes extends Scalar {
        OfBytes(Class<?> type) {
            super(type);
        }

        @Override
        Object parse(char[] text, int offset, int length) {
            return Base64.getDecoder().decode(new String(text, offset, length).strip());
        }

        @Override
        String print(Object value) {
            return Base64.getEncoder().encodeToString((byte[]) value);
        }
    }

    /** {@code 2026-01-31} by hand, since the JDK's way takes ten times as long; everything else by the JDK. */
    private static final class OfDate extends Scalar {
        OfDate(Class<?> type) {
            super(type);
        }

        @Override
        Object parse(char[] text, int offset, int length) {
            if (length == DATE_LENGTH && text[offset + 4] == '-' && text[offset + 7] == '-') {
                int year = number(text, offset, 4);
                int month = number(text, offset + 5, 2);
                int day = number(text, offset + 8, 2);
                if ((year | month | day) >= 0) {
                    return LocalDate.of(year, month, day);
                }
            }
            return LocalDate.parse(new String(text, offset, length).strip());
        }

        private static int number(char[] text, int offset, int length) {
            int value = 0;
            for (int i = offset; i < offset + length; i++) {
                int digit = text[i] - '0';
                if (digit < 0 || digit > 9) {
                    return -1;
                }
                value = value * 10 + digit;
            }
            return value;
        }
    }

    private static final class OfEnum extends Scalar {
        private final Map<String, Object> constants = new HashMap<>();

        OfEnum(Class<?> type) {
            super(type);
            for (Object constant : type.getEnumConstants()) {
                constants.put(((Enum<?>) constant).name(), constant);
            }
        }

        @Override
        Object parse(char[] text, int offset, int length) {
            Object constant = constants.get(new String(text, offset, length).strip());
            if (constant == null) {
                throw new IllegalArgumentException("no such constant");
            }
            return constant;
        }

        @Override
        String print(Object value) {
            return ((Enum<?>) value).name();
        }
    }

    /** Dates and times as people write them. */
    private static final class Patterned extends Scalar {
        private static final Map<Class<?>, TemporalQuery<?>> QUERIES = Map.of(
                LocalDate.class, LocalDate::from,
                LocalTime.class, LocalTime::from,
                LocalDateTime.class, LocalDateTime::from,
                Instant.class, Instant::from,
                OffsetDateTime.class, OffsetDateTime::from,
                ZonedDateTime.class, ZonedDateTime::from,
                Year.class, Year::from,
                YearMonth.class, YearMonth::from);

        private final DateTimeFormatter formatter;
        private final TemporalQuery<?> query;

        private Patterned(Class<?> type, DateTimeFormatter formatter, TemporalQuery<?> query) {
            super(type);
            this.formatter = formatter;
            this.query = query;
        }

        static Scalar of(Class<?> type, String pattern) {
            TemporalQuery<?> query = QUERIES.get(type);
            if (query == null) {
                throw new IllegalArgumentException(
                        "A pattern is for dates and times, not for " + type.getSimpleName() + ": " + pattern);
            }
            DateTimeFormatter formatter = DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH);
            return new Patterned(
                    type, type == Instant.class ? formatter.withZone(java.time.ZoneOffset.UTC) : formatter, query);
        }

        @Override
        Object parse(char[] text, int offset, int length) {
            return formatter.parse(new String(text, offset, length).strip(), query);
        }

        @Override
        String print(Object value) {
            return formatter.format((TemporalAccessor) value);
        }
    }
}
