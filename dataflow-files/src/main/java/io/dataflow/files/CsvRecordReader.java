package io.dataflow.files;

import io.dataflow.api.codec.ValueType;
import io.dataflow.api.failure.DataflowException;
import io.dataflow.api.failure.FailureKind;
import io.dataflow.api.function.Emitter;
import io.dataflow.api.io.FileSplit;
import io.dataflow.api.io.SourceReader;
import io.dataflow.api.text.Text;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the records that begin in one split. The header is read by each task that reads a part of the file. */
final class CsvRecordReader<T> implements SourceReader<T> {
    private static final int MARK_BYTES = 3;

    private final FileSplit split;
    private final CsvDialect dialect;
    private final CsvOptions options;
    private final ValueType type;
    private final CsvRecords records;
    private final BadRecordCounter bad;

    /** Null until the columns are known, which is after the first look at the data. */
    private @Nullable Rows rows;

    CsvRecordReader(FileSplit split, CsvDialect dialect, CsvOptions options, ValueType type) throws IOException {
        this.split = split;
        this.dialect = dialect;
        this.options = options;
        this.type = type;
        this.bad = new BadRecordCounter(split, options.badRecords());
        this.records = new CsvRecords(split, dialect, options);
    }

    /** What stands before the data of a file. {@code names} is empty when nothing names the columns. */
    private record Head(List<String> names, long dataPosition) {}

    /** Makes records of fields. */
    private interface Rows {
        RowFields<?> fields();

        Object finish();
    }

    @Override
    public Poll poll(Emitter<? super T> output) throws Exception {
        Rows current = rows;
        if (current == null) {
            current = begin();
            rows = current;
        }
        do {
            switch (records.next(current.fields())) {
                case RECORD -> emit(current, output);
                case MALFORMED -> {
                    addBad("", records.problem());
                    records.recover();
                }
                case TOO_LARGE -> throw failure(records.problem());
                case END -> {
                    return Poll.END;
                }
            }
        } while (!records.lines().atBatchEnd());
        return Poll.MORE;
    }

    @SuppressWarnings("unchecked")
    private void emit(Rows current, Emitter<? super T> output) throws Exception {
        Object record;
        try {
            record = current.finish();
        } catch (BadValueException problem) {
            addBad(problem.place(), problem.problem());
            return;
        }
        output.emit((T) record);
    }

    private void addBad(String column, String problem) throws Exception {
        CsvLines.Line line = records.lines().firstLine();
        bad.add(line.number(), column, problem, line.text());
    }

    private Rows begin() throws IOException {
        Head head = head();
        while (records.lines().prepare() && records.lines().prepared().position() < head.dataPosition()) {
            records.lines().dropPrepared();
        }
        return type.raw() == CsvRow.class ? untyped(head.names()) : typed(head.names());
    }

    private Head head() throws IOException {
        if (split.start() == 0) {
            return head(records);
        }
        if (!dialect.header() && options.skipLines() == 0) {
            return new Head(dialect.columns(), 0);
        }
        FileSplit whole = new FileSplit(split.path(), 0, split.fileBytes(), split.fileBytes(), split.compression());
        try (CsvRecords beginning = new CsvRecords(whole, dialect, options)) {
            return head(beginning);
        }
    }

    private Head head(CsvRecords from) throws IOException {
        CsvLines lines = from.lines();
        skipMark(lines);
        for (int i = 0; i < options.skipLines() && lines.prepare(); i++) {
            lines.dropPrepared();
        }
        if (!dialect.header()) {
            return new Head(
                    dialect.columns(), lines.prepare() ? lines.prepared().position() : Long.MAX_VALUE);
        }
        RowFields.OfStrings fields = new RowFields.OfStrings(dialect.withNulls(List.of()), -1, true);
        switch (from.next(fields)) {
            case END -> {
                return new Head(dialect.columns(), Long.MAX_VALUE);
            }
            case MALFORMED, TOO_LARGE -> throw failure("the header cannot be read: " + from.problem());
            case RECORD -> {}
        }
        List<String> names = names(fields);
        CsvLines.Line line = lines.firstLine();
        long behind = line.position() + 1;
        return new Head(dialect.columns().isEmpty() ? names : dialect.columns(), behind);
    }

    private List<String> names(RowFields.OfStrings fields) {
        try {
            return List.copyOf(fields.finish());
        } catch (BadValueException problem) {
            throw failure("the header cannot be read: " + problem.place() + " " + problem.problem());
        }
    }

    private void skipMark(CsvLines lines) throws IOException {
        if (!lines.prepare()) {
            return;
        }
        Text line = lines.prepared().text();
        if (line.length() >= MARK_BYTES
                && unsigned(line, 0) == 0xEF
                && unsigned(line, 1) == 0xBB
                && unsigned(line, 2) == 0xBF) {
            lines.dropBytes(MARK_BYTES);
        } else if (line.length() >= 2
                && unsigned(line, 0) + unsigned(line, 1) == 0xFE + 0xFF
                && unsigned(line, 0) >= 0xFE) {
            throw failure("the file is UTF-16, which is not read; convert it to UTF-8");
        }
    }

    private static int unsigned(Text text, int index) {
        return text.byteAt(index) & 0xFF;
    }

    private Rows typed(List<String> names) {
        RowShape shape = RowShape.of(type, dialect.patterns());
        ColumnBinding binding = names.isEmpty() || (shape.isScalar() && names.size() == 1)
                ? ColumnBinding.inOrder(shape.columns().size())
                : ColumnBinding.byName(names, shape.columns(), options.missingColumns(), split.path());
        RowFields.OfShape fields = new RowFields.OfShape(shape, binding, dialect, options.ragged());
        return new Rows() {
            @Override
            public RowFields<?> fields() {
                return fields;
            }

            @Override
            public Object finish() {
                return fields.finish();
            }
        };
    }

    private Rows untyped(List<String> names) {
        RowFields.OfStrings fields =
                new RowFields.OfStrings(dialect, names.isEmpty() ? -1 : names.size(), options.ragged());
        return new Rows() {
            @Override
            public RowFields<?> fields() {
                return fields;
            }

            @Override
            public Object finish() {
                return new CsvRow(names, fields.finish());
            }
        };
    }

    /** Nothing that a policy could leave out. */
    private DataflowException failure(String problem) {
        return new DataflowException(FailureKind.BAD_DATA, split.path() + ": " + problem);
    }

    @Override
    public long readBytes() {
        return records.readBytes();
    }

    @Override
    public void close() throws IOException {
        bad.close();
        records.close();
    }
}
