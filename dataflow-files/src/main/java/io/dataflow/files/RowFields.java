package io.dataflow.files;

import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a reader makes of the fields of a record. Confined to one thread. */
abstract class RowFields<T> implements FieldSink {
    private final int expectedCount;
    private final boolean ragged;
    private final boolean trailingDelimiter;
    private boolean lastIsEmpty;
    private @Nullable BadValueException problem;

    /** @param expectedCount -1 when records may have any number of fields */
    private RowFields(int expectedCount, boolean ragged, boolean trailingDelimiter) {
        this.expectedCount = expectedCount;
        this.ragged = ragged;
        this.trailingDelimiter = trailingDelimiter;
    }

    @Override
    public final void beginRecord() {
        problem = null;
        lastIsEmpty = false;
        begin();
    }

    @Override
    public final void field(int index, char[] bytes, int offset, int length, boolean quoted) {
        lastIsEmpty = length == 0 && !quoted;
        if (problem == null) {
            try {
                take(index, bytes, offset, length, quoted);
            } catch (BadValueException bad) {
                problem = bad;
            }
        }
    }

    @Override
    public final void endRecord(int fieldCount) {
        int count = trailingDelimiter && lastIsEmpty && fieldCount > 0 ? fieldCount - 1 : fieldCount;
        if (count < fieldCount) {
            withoutLast();
        }
        // A file without the delimiter that its options promise is read all the same.
        boolean fits = expectedCount < 0 || count == expectedCount || fieldCount == expectedCount;
        if (!fits && !ragged && (problem == null || fieldCount != expectedCount)) {
            problem = new BadValueException(
                    "",
                    "the record has " + count + (count == 1 ? " field" : " fields") + " where there are "
                            + expectedCount + " columns");
        }
    }

    /** Throws {@link BadValueException} when the record is not what it should be. */
    final T finish() {
        if (problem != null) {
            throw problem;
        }
        return record();
    }

    abstract void begin();

    abstract void take(int index, char[] bytes, int offset, int length, boolean quoted);

    /** The last field was none. */
    void withoutLast() {}

    abstract T record();

    /** Rows as strings. */
    static final class OfStrings extends RowFields<List<@Nullable String>> {
        private final NullTokens nulls;
        private final FieldDecoder decoder;
        private final int columnCount;
        private List<@Nullable String> fields = new ArrayList<>();

        OfStrings(CsvDialect dialect, int columnCount, boolean ragged) {
            super(columnCount, ragged, dialect.trailingDelimiter());
            this.nulls = new NullTokens(dialect.nulls(), dialect.charset());
            this.decoder = new FieldDecoder(dialect.charset());
            this.columnCount = columnCount;
        }

        @Override
        void begin() {
            fields = new ArrayList<>();
        }

        @Override
        void take(int index, char[] bytes, int offset, int length, boolean quoted) {
            if (!quoted && nulls.contain(bytes, offset, length)) {
                fields.add(null);
                return;
            }
            try {
                fields.add(decoder.decode(bytes, offset, length));
            } catch (CharacterCodingException malformed) {
                throw new BadValueException(
                        "column " + (index + 1), decoder.show(bytes, offset, length) + " has bytes that are no text");
            }
        }

        @Override
        void withoutLast() {
            if (fields.size() != columnCount) {
                fields.remove(fields.size() - 1);
            }
        }

        /** Ragged ones are cut or filled. */
        @Override
        List<@Nullable String> record() {
            while (columnCount >= 0 && fields.size() < columnCount) {
                fields.add(null);
            }
            return columnCount >= 0 ? fields.subList(0, columnCount) : fields;
        }
    }

    /** Rows as records of a type. */
    static final class OfShape extends RowFields<Object> {
        private final RowShape shape;
        private final ColumnBinding binding;
        private final NullTokens nulls;
        private final FieldDecoder decoder;
        private final @Nullable Object[] values;

        OfShape(RowShape shape, ColumnBinding binding, CsvDialect dialect, boolean ragged) {
            super(binding.fieldCount(), ragged, dialect.trailingDelimiter());
            this.shape = shape;
            this.binding = binding;
            this.nulls = new NullTokens(dialect.nulls(), dialect.charset());
            this.decoder = new FieldDecoder(dialect.charset());
            this.values = new @Nullable Object[shape.columns().size()];
        }

        @Override
        void begin() {
            java.util.Arrays.fill(values, null);
        }

        @Override
        void take(int index, char[] bytes, int offset, int length, boolean quoted) {
            int column = binding.columnOf(index);
            if (column >= 0) {
                values[column] = value(column, index, bytes, offset, length, quoted);
            }
        }

        private @Nullable Object value(int column, int index, char[] bytes, int offset, int length, boolean quoted) {
            Scalar scalar = shape.columns().get(column).scalar();
            boolean text = scalar == null || scalar.isText();
            boolean isNull = text
                    ? !quoted && nulls.contain(bytes, offset, length)
                    : isBlank(bytes, offset, length) || nulls.contain(bytes, offset, length);
            if (isNull) {
                return null;
            }
            try {
                if (scalar == null) {
                    return decoder.decode(bytes, offset, length);
                }
                return scalar.isNumber() || FieldDecoder.isAscii(bytes, offset, length)
                        ? scalar.parse(bytes, offset, length)
                        : scalar.parse(decoder.decode(bytes, offset, length));
            } catch (CharacterCodingException malformed) {
                throw bad(column, index, decoder.show(bytes, offset, length) + " has bytes that are no text");
            } catch (RuntimeException refused) {
                throw bad(column, index, decoder.show(bytes, offset, length) + " is not " + described(scalar));
            }
        }

        private static String described(@Nullable Scalar scalar) {
            return scalar == null ? "text" : scalar.described();
        }

        private BadValueException bad(int column, int index, String problem) {
            String name = shape.columns().get(column).name();
            return new BadValueException("column " + (index + 1) + " (" + name + ")", problem);
        }

        private static boolean isBlank(char[] bytes, int offset, int length) {
            for (int i = offset; i < offset + length; i++) {
                if (bytes[i] != ' ') {
                    return false;
                }
            }
            return true;
        }

        @Override
        Object record() {
            return shape.build(values);
        }
    }
}
