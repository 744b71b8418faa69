package io.dataflow.files;

import java.io.Serializable;
import java.nio.charset.Charset;
import java.util.List;
import java.util.Map;

/**
 * How a CSV file is written: everything but what its records are.
 *
 * @param quote 0 for none
 * @param comment 0 for none
 * @param header whether the first record names the columns
 * @param columns names for the columns, instead of those in the header; empty for none
 * @param nulls what stands for null where it is not quoted
 * @param patterns of dates and times, by class name
 * @param charset its name
 */
record CsvDialect(
        char delimiter,
        char quote,
        char comment,
        boolean header,
        List<String> columns,
        List<String> nulls,
        boolean trailingDelimiter,
        Map<String, String> patterns,
        String charset)
        implements Serializable {
    private static final long serialVersionUID = 1L;

    static final char NONE = 0;
    static final CsvDialect DEFAULT =
            new CsvDialect(',', '"', NONE, false, List.of(), List.of(""), false, Map.of(), "UTF-8");

    CsvDialect {
        columns = List.copyOf(columns);
        nulls = List.copyOf(nulls);
        patterns = Map.copyOf(patterns);
        requireSign("delimiter", delimiter);
        requireSign("quote", quote);
        requireSign("comment", comment);
        if (delimiter == NONE || delimiter == quote || delimiter == comment || (quote == comment && quote != NONE)) {
            throw new IllegalArgumentException("delimiter, quote and comment must differ, got " + shown(delimiter)
                    + ", " + shown(quote) + " and " + shown(comment));
        }
        Charset known = Charset.forName(charset);
        if (!known.name().equals("UTF-8")
                && (!known.canEncode() || known.newEncoder().maxBytesPerChar() > 1)) {
            throw new IllegalArgumentException(
                    charset + " is not read: only UTF-8 and charsets of one byte a character are; convert the file");
        }
    }

    private static void requireSign(String what, char sign) {
        if (sign == '\n' || sign == '\r' || sign >= 0x80) {
            throw new IllegalArgumentException(
                    what + " must be an ASCII character that ends no line, got " + shown(sign));
        }
    }

    private static String shown(char sign) {
        return sign == NONE ? "none" : sign < ' ' ? "character " + (int) sign : "'" + sign + "'";
    }

    CsvDialect withDelimiter(char changed) {
        return new CsvDialect(changed, quote, comment, header, columns, nulls, trailingDelimiter, patterns, charset);
    }

    CsvDialect withQuote(char changed) {
        return new CsvDialect(
                delimiter, changed, comment, header, columns, nulls, trailingDelimiter, patterns, charset);
    }

    CsvDialect withComment(char changed) {
        return new CsvDialect(delimiter, quote, changed, header, columns, nulls, trailingDelimiter, patterns, charset);
    }

    CsvDialect withHeader(boolean changed) {
        return new CsvDialect(delimiter, quote, comment, changed, columns, nulls, trailingDelimiter, patterns, charset);
    }

    CsvDialect withColumns(List<String> changed) {
        return new CsvDialect(delimiter, quote, comment, header, changed, nulls, trailingDelimiter, patterns, charset);
    }

    CsvDialect withNulls(List<String> changed) {
        return new CsvDialect(
                delimiter, quote, comment, header, columns, changed, trailingDelimiter, patterns, charset);
    }

    CsvDialect withTrailingDelimiter(boolean changed) {
        return new CsvDialect(delimiter, quote, comment, header, columns, nulls, changed, patterns, charset);
    }

    CsvDialect withPattern(Class<?> type, String pattern) {
        Scalar.of(type, pattern);
        Map<String, String> changed = new java.util.TreeMap<>(patterns);
        changed.put(type.getName(), pattern);
        return new CsvDialect(delimiter, quote, comment, header, columns, nulls, trailingDelimiter, changed, charset);
    }

    CsvDialect withCharset(String changed) {
        return new CsvDialect(delimiter, quote, comment, header, columns, nulls, trailingDelimiter, patterns, changed);
    }
}
