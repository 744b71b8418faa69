package io.dataflow.files;

import io.dataflow.api.codec.Codecs;
import io.dataflow.api.codec.TypeRef;
import io.dataflow.api.codec.ValueType;
import io.dataflow.api.io.Source;
import io.dataflow.api.io.TextFiles;
import java.util.List;
import java.util.Objects;

/**
 * CSV files to read: which they are and how they are written. Ends with {@link #as(Class)} or {@link #rows()}. Immutable:
 * each method returns a changed copy.
 *
 * <p>{@code \n}, {@code \r\n} and {@code \r} end a record. Blank lines and a byte order mark are not part of the data. A quote
 * inside a field that does not begin with one is an ordinary character; a quote in a quoted field is doubled.
 *
 * <p><b>Null.</b> In a column of strings a field is null when it is not quoted and is one of {@link #nulls}, which is the
 * empty field unless stated otherwise. In all other columns it is null when it is empty or one of those, quoted or not.
 *
 * <p><b>Records.</b> With a header, or {@link #columns}, components get the column of the same name; if there is none, the
 * one whose name has the same letters and digits, capitals aside ({@code windGust} is {@code wind_gust}). Columns that no
 * component asks for are passed by. Without names the fields are taken in order, and there must be as many as components.
 *
 * <p><b>Splits.</b> Where a record ends in the middle of a file with quoted line ends cannot be told without reading all that
 * stands before, so each file is read by one task. {@link #multiline multiline(false)} states that there are no such line
 * ends, and large files are read in parts.
 *
 * <pre>{@code
 * session.read(Csv.files("purchases/*.csv")
 *         .columns("id", "customer", "price", "date")
 *         .delimiter(';')
 *         .nulls("NA", "-")
 *         .pattern(LocalDate.class, "dd.MM.yyyy")
 *         .onBad(BadRecords.skip(10))
 *         .as(Purchase.class));
 * }</pre>
 */
public final class CsvFiles {
    private final TextFiles files;
    private final CsvDialect dialect;
    private final CsvOptions options;

    CsvFiles(TextFiles files, CsvDialect dialect, CsvOptions options) {
        this.files = files;
        this.dialect = dialect;
        this.options = options;
    }

    private CsvFiles with(CsvDialect changed) {
        return new CsvFiles(files, changed, options);
    }

    private CsvFiles with(CsvOptions changed) {
        return new CsvFiles(files, dialect, changed);
    }

    /** Whether the first record of each file names its columns; not unless stated. */
    public CsvFiles header(boolean present) {
        return with(dialect.withHeader(present));
    }

    /** Names for the columns of files without a header; those of files with one are replaced. */
    public CsvFiles columns(String... names) {
        return with(dialect.withColumns(List.of(names)));
    }

    /** An ASCII character; a comma unless stated. */
    public CsvFiles delimiter(char delimiter) {
        return with(dialect.withDelimiter(delimiter));
    }

    /** An ASCII character; {@code "} unless stated. */
    public CsvFiles quote(char quote) {
        return with(dialect.withQuote(quote));
    }

    /** No character is a quote: a field is what stands between two delimiters. Implies that no record spans lines. */
    public CsvFiles unquoted() {
        return new CsvFiles(files, dialect.withQuote(CsvDialect.NONE), options.withMultiline(false));
    }

    /** Lines that begin with this ASCII character are not data; there are none unless stated. */
    public CsvFiles comment(char sign) {
        return with(dialect.withComment(sign));
    }

    /** What stands for null; with no argument nothing does, and empty fields are empty strings. */
    public CsvFiles nulls(String... tokens) {
        return with(dialect.withNulls(List.of(tokens)));
    }

    /** Whether records end with a delimiter that begins no field. */
    public CsvFiles trailingDelimiter(boolean present) {
        return with(dialect.withTrailingDelimiter(present));
    }

    /** How a type of dates or times is written, as {@link java.time.format.DateTimeFormatter#ofPattern} has it, in English. */
    public CsvFiles pattern(Class<?> type, String pattern) {
        return with(dialect.withPattern(type, pattern));
    }

    /** UTF-8 unless stated; else a charset of one byte a character, such as ISO-8859-1. */
    public CsvFiles charset(String name) {
        return with(dialect.withCharset(name));
    }

    /** Whether quoted fields may contain line ends, which they may unless stated. If not, large files are split. */
    public CsvFiles multiline(boolean possible) {
        return with(options.withMultiline(possible));
    }

    /** Whether a record may lack fields at its end, which are null then, or have more, which are passed by. */
    public CsvFiles ragged(boolean allowed) {
        return with(options.withRagged(allowed));
    }

    /** Whether files may lack columns that are asked for; all their fields are null then. */
    public CsvFiles missingColumns(boolean allowed) {
        return with(options.withMissingColumns(allowed));
    }

    /** How many lines stand at the beginning of each file before the header, or before the data. */
    public CsvFiles skipLines(int count) {
        if (count < 0) {
            throw new IllegalArgumentException("skipLines must not be negative, got " + count);
        }
        return with(options.withSkipLines(count));
    }

    /** A larger record is an error whatever is said of bad ones; 16 MiB unless stated. */
    public CsvFiles maxRecordBytes(int bytes) {
        return with(options.withMaxRecordBytes(RecordLimits.checked(bytes)));
    }

    /** What becomes of records that cannot be read; the first one fails the job unless stated. */
    public CsvFiles onBad(BadRecords policy) {
        return with(options.withBadRecords(Objects.requireNonNull(policy, "policy")));
    }

    /** Into about how many bytes a large file is split, if it is; as {@link TextFiles#splitBytes}. */
    public CsvFiles splitBytes(long bytes) {
        return new CsvFiles(files.splitBytes(bytes), dialect, options);
    }

    /**
     * Records of this class: a Java record, or one value for files of one column. A class whose components no field can
     * become is refused with kind {@code INVALID_PLAN}; a file that lacks a column fails the job with kind {@code BAD_DATA}.
     *
     * <pre>{@code
     * session.read(Csv.files("customers.csv").header(true).as(Customer.class));
     * }</pre>
     */
    public <T> Source<T> as(Class<T> type) {
        return source(ValueType.of(type));
    }

    /**
     * Records of a generic type: {@code as(new TypeRef<Pair<String, Long>>() {})}.
     *
     * <pre>{@code
     * session.read(Csv.files("words.csv").as(new TypeRef<Pair<String, Long>>() {}));
     * }</pre>
     */
    public <T> Source<T> as(TypeRef<T> type) {
        return source(type.type());
    }

    /**
     * Records as strings, by name and by position.
     *
     * <pre>{@code
     * session.read(Csv.files("customers.csv").header(true).rows()).filter(row -> "PE".equals(row.get("nation"))).count();
     * }</pre>
     */
    public Source<CsvRow> rows() {
        return new CsvSource<>(files(), dialect, options, ValueType.of(CsvRow.class));
    }

    private <T> Source<T> source(ValueType type) {
        Codecs.check(type);
        RowShape.of(type, dialect.patterns());
        return new CsvSource<>(files(), dialect, options, type);
    }

    private TextFiles files() {
        return options.multiline() ? files.splitBytes(Long.MAX_VALUE) : files;
    }
}
