package io.dataflow.files;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import de.siegmar.fastcsv.writer.QuoteStrategy;
import io.dataflow.api.codec.ValueType;
import io.dataflow.api.failure.DataflowException;
import io.dataflow.api.failure.FailureKind;
import io.dataflow.api.io.FileFormat;
import io.dataflow.api.io.FileSink;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How records become CSV, in UTF-8 with {@code \n}. Fields are quoted where they must be, so that {@link CsvFiles} with the
 * same delimiter, quote and null gives back the records: those of strings keep the difference between null and empty. The
 * one thing that is lost: of a single column, a null is written as a quoted empty field, since a blank line is no record.
 *
 * <p>Immutable: each method returns a changed copy.
 *
 * <pre>{@code
 * purchases.write(Csv.format().delimiter('\t').nulls("NA").header(false).into(folder.resolve("purchases")));
 * }</pre>
 *
 * @param <T> the records
 */
public final class CsvFormat<T> implements FileFormat<T> {
    private static final long serialVersionUID = 1L;

    private final CsvDialect dialect;

    /** Null while it is not known. */
    private final @Nullable ValueType type;

    CsvFormat(CsvDialect dialect, @Nullable ValueType type) {
        this.dialect = dialect;
        this.type = type;
    }

    /** Whether each file begins with the names of its columns, as it does unless stated. */
    public CsvFormat<T> header(boolean present) {
        return new CsvFormat<>(dialect.withHeader(present), type);
    }

    /** An ASCII character; a comma unless stated. */
    public CsvFormat<T> delimiter(char delimiter) {
        return new CsvFormat<>(dialect.withDelimiter(delimiter), type);
    }

    /** An ASCII character; {@code "} unless stated. */
    public CsvFormat<T> quote(char quote) {
        return new CsvFormat<>(dialect.withQuote(quote), type);
    }

    /** What null is written as; the empty field unless stated. Strings that look the same are quoted. */
    public CsvFormat<T> nulls(String token) {
        return new CsvFormat<>(dialect.withNulls(List.of(token)), type);
    }

    /** Names for the columns in the header, instead of those of the record's components. */
    public CsvFormat<T> columns(String... names) {
        return new CsvFormat<>(dialect.withColumns(List.of(names)), type);
    }

    /** How a type of dates or times is written, as {@link java.time.format.DateTimeFormatter#ofPattern} has it, in English. */
    public CsvFormat<T> pattern(Class<?> written, String pattern) {
        return new CsvFormat<>(dialect.withPattern(written, pattern), type);
    }

    /** Files in this format in {@code folder}, which must be new or empty. */
    public FileSink<T> into(Path folder) {
        return FileSink.of(folder, this);
    }

    @Override
    public String name() {
        return "CSV";
    }

    @Override
    public String extension() {
        return ".csv";
    }

    /** Refuses what is no row of columns. What is not known is looked at when the first record is there. */
    @Override
    public CsvFormat<T> forType(ValueType known) {
        if (known.isUnknown() || known.raw() == CsvRow.class) {
            return this;
        }
        RowShape shape = RowShape.of(known, dialect.patterns());
        if (!dialect.columns().isEmpty()
                && dialect.columns().size() != shape.columns().size()) {
            throw new DataflowException(
                    FailureKind.INVALID_PLAN,
                    "CSV: " + dialect.columns().size() + " names are given for "
                            + shape.columns().size()
                            + " columns of " + known + ": "
                            + String.join(
                                    ", ",
                                    shape.columns().stream()
                                            .map(RowShape.Column::name)
                                            .toList()));
        }
        return new CsvFormat<>(dialect, known);
    }

    @Override
    public RecordWriter<T> open(OutputStream output) throws IOException {
        Rows<T> rows = new Rows<>(dialect, output);
        if (type != null) {
            rows.begin(RowShape.of(type, dialect.patterns()));
        }
        return rows;
    }

    private static final class Rows<T> implements RecordWriter<T>, QuoteStrategy {
        private final CsvDialect dialect;
        private final String nullToken;
        private final Writer characters;
        private final CsvWriter csv;

        /** Null before the first record of a type that is not known, and for {@link CsvRow}. */
        private @Nullable RowShape shape;

        private @Nullable Class<?> recordClass;
        private @Nullable Object[] values = new @Nullable Object[0];

        /** The record's fields as text, and which of them stand for null. */
        private String[] texts = new String[0];

        private boolean[] nulls = new boolean[0];

        Rows(CsvDialect dialect, OutputStream output) {
            this.dialect = dialect;
            this.nullToken = dialect.nulls().get(0);
            this.characters = new OutputStreamWriter(
                    output,
                    StandardCharsets.UTF_8
                            .newEncoder()
                            .onMalformedInput(CodingErrorAction.REPORT)
                            .onUnmappableCharacter(CodingErrorAction.REPORT));
            this.csv = CsvWriter.builder()
                    .fieldSeparator(dialect.delimiter())
                    .quoteCharacter(dialect.quote())
                    .lineDelimiter(LineDelimiter.LF)
                    .quoteStrategy(this)
                    .bufferSize(0)
                    .build(characters);
        }

        void begin(RowShape known) throws IOException {
            shape = known;
            values = new @Nullable Object[known.columns().size()];
            header(known.columns().stream().map(RowShape.Column::name).toList());
        }

        private void header(List<String> names) throws IOException {
            texts = new String[names.size()];
            nulls = new boolean[names.size()];
            if (dialect.header()) {
                csv.writeRecord(dialect.columns().isEmpty() ? names : dialect.columns());
                characters.flush();
            }
        }

        @Override
        public void write(T record) throws IOException {
            if (record instanceof CsvRow row) {
                take(row);
            } else {
                take(record);
            }
            csv.writeRecord(texts);
            characters.flush();
        }

        private void take(CsvRow row) throws IOException {
            if (recordClass == null) {
                recordClass = CsvRow.class;
                header(row.columns().isEmpty() ? numbered(row.size()) : row.columns());
            }
            if (row.size() != texts.length) {
                throw new DataflowException(
                        FailureKind.BAD_DATA,
                        "CSV: a row has " + row.size() + " fields, those before it in the file have " + texts.length);
            }
            for (int i = 0; i < texts.length; i++) {
                put(i, row.get(i));
            }
        }

        private static List<String> numbered(int count) {
            return java.util.stream.IntStream.rangeClosed(1, count)
                    .mapToObj(number -> "column" + number)
                    .toList();
        }

        private void take(Object record) throws IOException {
            RowShape known = shape;
            if (known == null) {
                known = RowShape.of(ValueType.of(record.getClass()), dialect.patterns());
                recordClass = record.getClass();
                begin(known);
            }
            if (recordClass != null && recordClass != record.getClass()) {
                throw new DataflowException(
                        FailureKind.INVALID_PLAN,
                        "CSV: records of " + recordClass.getName() + " and of "
                                + record.getClass().getName()
                                + " cannot be in one file; state their type with as(...)");
            }
            known.take(record, values);
            for (int i = 0; i < texts.length; i++) {
                Object value = values[i];
                put(i, value == null ? null : known.columns().get(i).print(value));
            }
        }

        private void put(int index, @Nullable String text) {
            nulls[index] = text == null;
            texts[index] = text == null ? nullToken : text;
        }

        /** Strings that would be taken for null are quoted, and the only field of a record, which would be a blank line. */
        @Override
        public boolean quoteValue(int lineNumber, int fieldIndex, String value) {
            boolean written = fieldIndex < nulls.length;
            return written && (nulls[fieldIndex] ? value.isEmpty() && texts.length == 1 : value.equals(nullToken));
        }

        @Override
        public boolean quoteEmpty(int lineNumber, int fieldIndex) {
            return quoteValue(lineNumber, fieldIndex, "");
        }
    }
}
