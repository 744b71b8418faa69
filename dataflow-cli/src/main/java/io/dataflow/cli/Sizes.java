package io.dataflow.cli;

import io.dataflow.api.SessionOptions;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Sizes in bytes as people write them: {@code 4096}, {@code 512k}, {@code 64MB}, {@code 1.5GiB}; powers of 1024. */
final class Sizes {
    private static final Pattern SIZE =
            Pattern.compile("(\\d+(?:\\.\\d+)?) ?([kmgt]?)(?:i?b)?", Pattern.CASE_INSENSITIVE);
    private static final Map<String, Integer> SHIFTS = Map.of("", 0, "k", 10, "m", 20, "g", 30, "t", 40);

    private Sizes() {}

    /** At least one byte; refuses what is not a size with a {@link TypeConversionException}. */
    static long parse(String text) {
        Matcher matcher = SIZE.matcher(text);
        Integer shift = matcher.matches() ? SHIFTS.get(matcher.group(2).toLowerCase(Locale.ROOT)) : null;
        if (shift == null) {
            throw refused(text);
        }
        BigDecimal bytes = new BigDecimal(matcher.group(1)).multiply(BigDecimal.valueOf(1L << shift));
        if (bytes.compareTo(BigDecimal.ONE) < 0 || bytes.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0) {
            throw refused(text);
        }
        return bytes.longValue();
    }

    private static TypeConversionException refused(String text) {
        return new TypeConversionException(
                "'" + text + "' is no size; write a number of bytes, or one with k, MB or GB, such as 64MB");
    }

    /** For option values: any size. */
    static final class Converter implements ITypeConverter<Long> {
        @Override
        public Long convert(String text) {
            return parse(text);
        }
    }

    /** For option values: as much memory as a worker needs at least. */
    static final class MemoryConverter implements ITypeConverter<Long> {
        @Override
        public Long convert(String text) {
            long bytes = parse(text);
            if (bytes < SessionOptions.MIN_MEMORY_BYTES) {
                throw new TypeConversionException("at least " + Quantities.bytes(SessionOptions.MIN_MEMORY_BYTES)
                        + " are needed, got " + Quantities.bytes(bytes));
            }
            return bytes;
        }
    }
}
